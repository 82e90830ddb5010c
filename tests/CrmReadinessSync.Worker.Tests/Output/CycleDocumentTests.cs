using System.Text.Json;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker.Tests;

/// <summary>What <c>once</c> tells of a cycle that another worker had, and of fields that somebody else has.</summary>
public sealed class CycleDocumentTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 9, 0, 0, TimeSpan.Zero);
    private static readonly LeaseHolder Holder = new("web-1:42:ab", 17, Now, Now + ILeases.Length);

    [Fact]
    public void A_cycle_left_to_another_worker_says_whose_it_is_and_is_a_success()
    {
        var report = Report(RunState.Yielded) with { Run = 0, Worker = Holder };

        Text(report).ShouldBe("crm: web-1:42:ab has been at work on it since 2026-11-26 09:00:00Z (run 17). Nothing was done here.");
        Json(report).GetProperty("leftTo").GetProperty("worker").GetString().ShouldBe("web-1:42:ab");
        Json(report).TryGetProperty("run", out _).ShouldBeFalse();
        ExitCode.Of([report]).ShouldBe(ExitCode.Done);
    }

    [Fact]
    public void A_cycle_that_lost_its_lease_says_that_another_goes_on_and_is_no_failure()
    {
        var report = Report(RunState.Displaced) with { Worker = Holder };

        Text(report).ShouldContain("another took over");
        Text(report).ShouldContain("web-1:42:ab");
        ExitCode.Of([report]).ShouldBe(ExitCode.Done);
    }

    [Fact]
    public void A_field_left_alone_is_told_with_its_remedy()
    {
        var report = Report(RunState.Completed) with { LeftAlone = [new LeftAloneField("readiness_next_step", 12, "301", Now)] };

        Text(report).ShouldContain("readiness_next_step on 12 deals (such as 301) is left alone");
        Text(report).ShouldContain("WriteTo");
        Json(report).GetProperty("leftAlone")[0].GetProperty("deals").GetInt32().ShouldBe(12);
    }

    private static CycleReport Report(RunState state) => new(3, state, new RunCounts(), TimeSpan.Zero, null, [], null, IsEnvironment: false);

    private static string Text(CycleReport report)
    {
        using var output = new StringWriter();
        CycleDocument.Print("crm", report, output);
        return output.ToString().Trim();
    }

    private static JsonElement Json(CycleReport report)
    {
        var text = JsonSerializer.Serialize(OnceDocument.Of([("crm", report)]), WorkerJson.Readable.OnceDocument);
        return JsonDocument.Parse(text).RootElement.GetProperty("crms").GetProperty("crm");
    }
}
