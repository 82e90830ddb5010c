using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>An account to which things happen and its twin to which nothing does; in the end both must be the same, field by field.</summary>
internal sealed class TwinScene : IAsyncDisposable
{
    private readonly DirectoryInfo _twinFolder = Directory.CreateTempSubdirectory("crs-twin-");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crs-scene-");
    private readonly Account _twin;

    private TwinScene(Account account, Account twin) => (Account, _twin) = (account, twin);

    public Account Account { get; }

    public string Folder => _folder.FullName;

    /// <summary>Settings by environment of the one to whom things happen, such as another journal.</summary>
    public ImmutableDictionary<string, string> Settings { get; set; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>How often each deal was edited.</summary>
    public Dictionary<string, int> Edits { get; } = new(StringComparer.Ordinal);

    public static async Task<TwinScene> StartAsync(int deals, int latency, Vendor? vendor = null, SandboxLimits limits = SandboxLimits.None)
    {
        var time = new FastTime(TimeProvider.System.GetUtcNow(), pace: 1);
        var options = new SandboxOptions { Deals = deals, Latency = TimeSpan.FromMilliseconds(latency), Limits = limits };
        var scene = new TwinScene(await Account.StartAsync(options, time, vendor), await Account.StartAsync(options with { Latency = TimeSpan.Zero }, time, vendor));
        time.Run();
        return scene;
    }

    /// <summary>Every second deal is moved to another pipeline, in both.</summary>
    public async Task MoveHalfAsync(string pipeline)
    {
        var ids = (await Account.PropertiesAsync()).Keys.Select(key => key.Split('.')[0]).Distinct().Where((_, index) => index % 2 == 0).ToList();
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken }, async (id, _) =>
        {
            await Account.EditAsync(Edit(id));
            await _twin.EditAsync(Edit(id));
        });

        JsonObject Edit(string id) => new() { ["kind"] = "deal", ["id"] = id, ["properties"] = new JsonObject { ["pipeline"] = pipeline } };
    }

    /// <summary>Somebody edits the same deals alike in both.</summary>
    public async Task EditAsync(Random random, int deals)
    {
        string[] answers = ["allocated", "fundable", "open", "no_budget"];
        var ids = (await Account.PropertiesAsync()).Keys.Select(key => key.Split('.')[0]).Distinct().ToList();
        var edits = Enumerable.Range(0, deals).Select(_ => ids[random.Next(ids.Count)]).Distinct().ToDictionary(id => id, _ => answers[random.Next(answers.Length)], StringComparer.Ordinal);
        await Parallel.ForEachAsync(edits, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken }, async (edit, _) =>
        {
            var (id, answer) = edit;
            await Account.EditAsync(Edit(id, answer));
            await _twin.EditAsync(Edit(id, answer));
        });
        foreach (var id in edits.Keys)
        {
            Edits[id] = Edits.GetValueOrDefault(id) + 1;
        }

        JsonObject Edit(string id, string answer) => new() { ["kind"] = "deal", ["id"] = id, ["properties"] = new JsonObject { [Account.Vendor.Budget] = answer } };
    }

    /// <summary>
    /// After two more undisturbed runs here and the first there, all at the same quiet hour, nothing differs, and nothing is left to write. Two, since a
    /// run reads changes up to the CRM's clock as its last answer told it, a second or two behind: what was edited right before it begins is the next one's.
    /// </summary>
    public async Task ShouldEndAsTheTwinAsync(params string[] settingsFiles)
    {
        var once = new WorkerStart { Arguments = ["once", "--json", "--now", QuietHour.Ahead(), .. settingsFiles.SelectMany(file => new[] { "--settings", file })] };
        var here = once with { Settings = Settings };
        for (var calm = 0; calm < 2; calm++)
        {
            var run = await WorkerProcess.RunAsync(Account, Folder, here);
            run["failed"]!.GetValue<long>().ShouldBe(0);
            run["leftTo"].ShouldBeNull();
        }

        (await WorkerProcess.RunAsync(_twin, _twinFolder.FullName, once))["written"]!.GetValue<long>().ShouldBePositive();

        var (mine, theirs) = (await Account.PropertiesAsync(), await _twin.PropertiesAsync());
        mine.Keys.Union(theirs.Keys, StringComparer.Ordinal).Where(key => mine.GetValueOrDefault(key) != theirs.GetValueOrDefault(key))
            .Select(key => $"{key}\nhere: {mine.GetValueOrDefault(key)}\ntwin: {theirs.GetValueOrDefault(key)}").ShouldBeEmpty();
        (await WorkerProcess.RunAsync(Account, Folder, here))["written"]!.GetValue<long>().ShouldBe(0);
    }

    /// <summary>Waits until the CRM met so many more requests, or the worker has ended.</summary>
    public async Task WaitForRequestsAsync(long more, WorkerProcess worker, string kind = "")
    {
        var before = await CountAsync(kind);
        while (worker.IsRunning && await CountAsync(kind) < before + more)
        {
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Account.DisposeAsync();
        await _twin.DisposeAsync();
        _folder.Delete(recursive: true);
        _twinFolder.Delete(recursive: true);
    }

    private async Task<long> CountAsync(string kind) =>
        (await Account.RequestsByKindAsync()).Where(one => one.Key.Contains(kind, StringComparison.OrdinalIgnoreCase)).Sum(one => one.Value);
}
