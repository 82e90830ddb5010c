using CrmReadinessSync.Sync;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrmReadinessSync.Worker.Tests;

/// <summary>What a running service makes of settings files that change beneath it.</summary>
public sealed class LiveSettingsTests : IDisposable
{
    private const string Good = """{ "Crms": { "hubspot": { "Kind": "HubSpot", "Enabled": true, "HubSpot": { "AccessToken": "pat-na1-one" } } }, "Safety": { "DryRun": false } }""";

    private readonly Bench _bench = new();
    private readonly ManualTime _time = ManualTime.Create();
    private readonly LogLines<LiveSettings> _log = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task An_edit_takes_effect_once_it_has_stood_for_a_moment()
    {
        using var live = Start(Good);
        (await LookAsync(live)).ShouldBe(SettingsLook.Same);

        _bench.Write("appsettings.json", DryRun);

        (await LookAsync(live)).ShouldBe(SettingsLook.Unsettled);
        (await LookAsync(live)).ShouldBe(SettingsLook.Unsettled, "no time has gone by");
        live.Current.Safety.DryRun.ShouldBeFalse();
        _time.Advance(LiveSettings.Settled);
        (await LookAsync(live)).ShouldBe(SettingsLook.Taken);
        live.Current.Safety.DryRun.ShouldBeTrue();
        (await LookAsync(live)).ShouldBe(SettingsLook.Same);
    }

    [Fact]
    public async Task A_file_replaced_by_rename_is_noticed_though_its_stamp_is_old()
    {
        using var live = Start(Good);
        _bench.Write("new.json", DryRun);
        File.SetLastWriteTimeUtc(In("new.json"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.Move(In("new.json"), In("appsettings.json"), overwrite: true);

        (await SettleAsync(live)).ShouldBe(SettingsLook.Taken);

        live.Current.Safety.DryRun.ShouldBeTrue();
    }

    [Fact]
    public async Task A_Kubernetes_symlink_swap_is_noticed_in_settings_and_in_secrets()
    {
        Mount("..one", DryRun.Replace("true }", "false }", StringComparison.Ordinal), "pat-na1-one");
        Link("..data", "..one");
        Link("more.json", Path.Combine("..data", "more.json"));
        Directory.CreateDirectory(In("secrets"));
        File.CreateSymbolicLink(In("secrets/Crms__hubspot__HubSpot__AccessToken"), Path.Combine("..", "..data", "token"));
        using var live = Start(Good, input => input with { Files = ["more.json"], SecretsFolder = "secrets" });
        var before = live.Current.Crms[0];

        Mount("..two", DryRun, "pat-na1-two");
        Directory.Delete(In("..data"));
        Link("..data", "..two");
        (await SettleAsync(live)).ShouldBe(SettingsLook.Taken);

        live.Current.Safety.DryRun.ShouldBeTrue();
        live.Current.Crms[0].Section["AccessToken"].ShouldBe("pat-na1-two");
        live.Current.Crms[0].Fingerprint.ShouldNotBe(before.Fingerprint, "other credentials are another connection");
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{ "Crms": { "hubspot": { "Kind": "HubSp""")]
    [InlineData("""{ "Safety": { "DryRnu": true } }""")]
    [InlineData("""{ "Readiness": { "Premises": { "Need": { "Met": { "booked": { "meeting.start": { "Filled": true } } } } } } }""")]
    public async Task A_faulty_or_half_written_file_changes_nothing_and_is_told_once(string text)
    {
        using var live = Start(Good);
        var before = live.Current;
        _bench.Write("appsettings.json", text);

        (await SettleAsync(live)).ShouldBe(SettingsLook.Refused);
        live.Current.ShouldBeSameAs(before);
        var refused = live.Refused.ShouldNotBeNull();
        refused.Since.ShouldBe(_time.GetUtcNow());
        refused.Faults.ShouldNotBeEmpty();
        var told = _log.All.Count;
        told.ShouldBe(refused.Faults.Length);
        _log.All.ShouldAllBe(line => line.Level == LogLevel.Error);

        for (var look = 0; look < 5; look++)
        {
            _time.Advance(TimeSpan.FromMinutes(5));
            (await LookAsync(live)).ShouldBe(SettingsLook.Same);
        }

        _log.All.Count.ShouldBe(told, "the same content is told once");
        live.Refused!.Since.ShouldBe(refused.Since);
    }

    [Fact]
    public async Task Mending_the_file_ends_the_refusal_even_by_putting_the_old_one_back()
    {
        using var live = Start(Good);
        _bench.Write("appsettings.json", "{");
        (await SettleAsync(live)).ShouldBe(SettingsLook.Refused);

        _bench.Write("appsettings.json", Good);
        (await SettleAsync(live)).ShouldBe(SettingsLook.Taken);

        live.Refused.ShouldBeNull();
    }

    [Fact]
    public async Task A_file_that_is_gone_for_a_moment_is_no_reason_to_run_on_shipped_settings()
    {
        using var live = Start(Good, input => input with { ExecutableFolder = Directory.CreateDirectory(In("bin")).FullName });
        _bench.Write("bin/appsettings.json", "{}");
        File.Delete(In("appsettings.json"));

        (await SettleAsync(live)).ShouldBe(SettingsLook.Refused);

        live.Current.Enabled.ShouldHaveSingleItem();
        live.Refused!.Faults.ShouldHaveSingleItem().File.ShouldBe("appsettings.json");
    }

    [Fact]
    public async Task What_keeps_changing_is_never_taken_half_way()
    {
        using var live = Start(Good);
        for (var write = 0; write < 20; write++)
        {
            _bench.Write("appsettings.json", DryRun + new string(' ', write));
            _time.Advance(TimeSpan.FromSeconds(2));
            (await LookAsync(live)).ShouldBe(SettingsLook.Unsettled);
        }

        live.Current.Safety.DryRun.ShouldBeFalse();
    }

    [Fact]
    public async Task Another_journal_waits_for_a_restart_and_says_so_while_the_rest_takes_effect()
    {
        using var live = Start(Good);
        var journal = live.Current.Journal.Place;
        _bench.Write("appsettings.json", DryRun.Replace("\"Safety\"", """ "Journal": { "ConnectionString": "Data Source=elsewhere.db", "KeepFor": "7d" }, "Safety" """, StringComparison.Ordinal));

        (await SettleAsync(live)).ShouldBe(SettingsLook.Taken);

        live.Current.Journal.Place.ShouldBe(journal);
        live.Current.Journal.KeepFor.ShouldBe(TimeSpan.FromDays(7));
        live.Current.Safety.DryRun.ShouldBeTrue();
        live.NeedRestart.ShouldBe(["Journal:ConnectionString"]);
        _log.All.ShouldContain(line => line.Id == 4032 && line.Text.Contains("Journal:ConnectionString", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_secret_reaches_the_log()
    {
        using var live = Start(Good);
        _bench.Write("appsettings.json", Good.Replace("\"pat-na1-one\"", "[\"pat-na1-secret\"]", StringComparison.Ordinal));

        (await SettleAsync(live)).ShouldBe(SettingsLook.Refused);

        _log.All.ShouldNotBeEmpty();
        _log.All.ShouldAllBe(line => !line.Text.Contains("pat-na1", StringComparison.Ordinal));
        live.Refused!.Faults.ShouldAllBe(fault => fault.Value == null || !fault.Value.Contains("pat-na1", StringComparison.Ordinal));
    }

    private static string DryRun { get; } = Good.Replace("false }", "true }", StringComparison.Ordinal);

    private LiveSettings Start(string text, Func<SettingsInput, SettingsInput>? with = null)
    {
        _bench.Write("appsettings.json", text);
        var input = new SettingsInput { WorkingFolder = _bench.Folder, ExecutableFolder = _bench.Folder };
        input = with?.Invoke(input) ?? input;
        using var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_time).AddCrms().BuildServiceProvider();
        var loader = new SettingsLoader([.. services.GetServices<ICrmKind>()]);
        return new LiveSettings(loader.Load(input), input, loader, _time, _log);
    }

    private async Task<SettingsLook> SettleAsync(LiveSettings live)
    {
        (await LookAsync(live)).ShouldBe(SettingsLook.Unsettled);
        _time.Advance(LiveSettings.Settled);
        return await LookAsync(live);
    }

    private static Task<SettingsLook> LookAsync(LiveSettings live) => live.LookAsync(TestContext.Current.CancellationToken);

    private string In(string path) => Path.Combine(_bench.Folder, path);

    private void Mount(string folder, string settings, string token)
    {
        Directory.CreateDirectory(In(folder));
        File.WriteAllText(In($"{folder}/more.json"), settings);
        File.WriteAllText(In($"{folder}/token"), token);
    }

    private void Link(string path, string target) => File.CreateSymbolicLink(In(path), target);
}
