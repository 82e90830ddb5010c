using System.Text.Json;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>
/// A third language is one file beside the executable, without a change of code: the texts of this one are the English ones between marks, so that
/// whatever stands without marks came from elsewhere.
/// </summary>
public sealed class LanguageTests : IDisposable
{
    private const string Language = "qps";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crm-readiness-sync-language-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("hubspot", "readiness_next_step", "readiness_reasons")]
    [InlineData("salesforce", "Readiness_Next_Step__c", "Readiness_Reasons__c")]
    public async Task One_file_more_is_a_language_more_in_settings_judgement_and_what_reps_read(string vendor, string nextStep, string reasons)
    {
        var time = new FastTime(TimeProvider.System.GetUtcNow(), pace: 1);
        time.Run();
        await using var account = await Account.StartAsync(new SandboxOptions { Deals = 120 }, time, Vendor.Of(vendor));
        var how = Copy(Marked()) with { Settings = WorkerStart.Service.Settings.Add($"Crms__{vendor}__Language", Language).Add("Notices__Language", Language) };

        (await WorkerProcess.RunAsync(account, _folder.FullName, how))["written"]!.GetValue<long>().ShouldBeGreaterThan(50);

        var shown = (await account.PropertiesAsync()).ToList();
        var steps = shown.Where(pair => pair.Key.EndsWith($".{nextStep}", StringComparison.Ordinal)).Select(pair => pair.Value).OfType<string>().ToList();
        steps.Count.ShouldBeGreaterThan(50);
        steps.ShouldAllBe(step => step.StartsWith('«') && step.EndsWith('»'));
        shown.Where(pair => pair.Key.EndsWith($".{reasons}", StringComparison.Ordinal)).Select(pair => pair.Value).OfType<string>()
            .SelectMany(text => text.Split('\n')).ShouldAllBe(line => line.StartsWith('«'));
    }

    [Theory]
    [InlineData("hubspot")]
    [InlineData("salesforce")]
    public async Task The_fields_that_are_made_speak_it_too(string vendor)
    {
        var time = new FastTime(TimeProvider.System.GetUtcNow(), pace: 1);
        time.Run();
        await using var account = await Account.StartAsync(new SandboxOptions { Deals = 5, Bare = true }, time, Vendor.Of(vendor));
        var how = Copy(Marked()) with { Arguments = ["provision", vendor], Settings = WorkerStart.Service.Settings.Add($"Crms__{vendor}__Language", Language) };

        using var worker = WorkerProcess.Start(account, _folder.FullName, how);

        (await worker.EndAsync()).Out.ShouldContain("\"«Need»\"");
    }

    [Fact]
    public async Task A_file_that_is_not_whole_is_a_settings_fault_and_an_unknown_language_is_told_which_there_are()
    {
        var time = new FastTime(TimeProvider.System.GetUtcNow(), pace: 1);
        await using var account = await Account.StartAsync(new SandboxOptions { Deals = 5 }, time, Vendor.Of("hubspot"));
        var how = Copy(Marked()) with { Arguments = ["settings", "validate"], Settings = WorkerStart.Service.Settings.Add("Crms__hubspot__Language", "qpz") };
        using (var unknown = WorkerProcess.Start(account, _folder.FullName, how))
        {
            var ended = await unknown.EndAsync();
            ended.Code.ShouldBe(2);
            (ended.Out + ended.Error).ShouldContain($"\"{Language}\"");
        }

        var texts = Marked();
        texts.Remove("next.cover.none");
        using (var lacking = WorkerProcess.Start(account, _folder.FullName, Copy(texts) with { Arguments = how.Arguments }))
        {
            var ended = await lacking.EndAsync();
            ended.Code.ShouldBe(2);
            (ended.Out + ended.Error).ShouldContain("It lacks next.cover.none.");
        }
    }

    private static JsonObject Marked()
    {
        using var stream = typeof(RepLanguage).Assembly.GetManifestResourceStream("Texts.en.json").ShouldNotBeNull();
        return new JsonObject(JsonSerializer.Deserialize<Dictionary<string, string>>(stream).ShouldNotBeNull()
            .Select(text => KeyValuePair.Create(text.Key, (JsonNode?)$"«{text.Value}»")));
    }

    /// <summary>The built executable with a file of texts beside it.</summary>
    private WorkerStart Copy(JsonObject texts)
    {
        var from = Path.GetDirectoryName(WorkerProcess.Executable)!;
        var to = Path.Combine(_folder.FullName, "bin");
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is not (".pdb" or ".xml")))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        Directory.CreateDirectory(Path.Combine(to, "Languages"));
        File.WriteAllText(Path.Combine(to, "Languages", $"{Language}.json"), texts.ToJsonString());
        return new WorkerStart { Executable = Path.Combine(to, Path.GetFileName(WorkerProcess.Executable)) };
    }
}
