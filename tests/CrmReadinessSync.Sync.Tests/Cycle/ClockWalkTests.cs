using CrmReadinessSync.Readiness;
using static CrmReadinessSync.Sync.Tests.DealMappingTests;

namespace CrmReadinessSync.Sync.Tests;

/// <summary>Time alone: nobody touches these deals.</summary>
public sealed class ClockWalkTests
{
    private static readonly DateTimeOffset Now = World.Start;
    private static readonly DateTimeOffset Meets = Now.AddDays(4).AddHours(5);

    [Fact]
    public async Task A_deal_walks_through_its_windows_and_past_its_meeting_and_each_change_is_written_once()
    {
        var world = new World();
        world.Rules = RulesDocument.Compile(SettingsDocument.Parse(
            "t", """{ "MeetingClock": { "Windows": { "T-24h": { "Premises": { "Budget": { "Essential": true } } } } } }"""u8.ToArray(), "Readiness", [])).Rules.ShouldNotBeNull();
        var walk = await WalkAsync(world, days: 6, ("x_need", "decided"), ("x_timing", "dated"), ("x_authority", "sponsor"), ("x_fit", "match"));

        walk.Where(step => step.Changes.ContainsKey("r_flag")).Select(step => (step.At - Meets, step.Changes["r_flag"])).ShouldBe(
            [(Now - Meets, "ready"), (TimeSpan.FromHours(-24), "confirm"), (TimeSpan.Zero, "ready")]);
        walk.Single(step => step.At == Meets.AddHours(-24)).Changes["r_next"]!.ShouldContain("冒頭で");
        walk.Single(step => step.At == Meets).Changes["r_next"]!.ShouldNotContain("11/6");
    }

    [Fact]
    public async Task A_stop_walks_past_its_meeting_to_its_revisit_date_and_each_change_is_written_once()
    {
        // Answers older than the rules let them be would end the stop before its day.
        var world = new World();
        world.Rules = RulesDocument.Compile(SettingsDocument.Parse("t", """{ "Premises": { "Timing": { "StaleAfter": null } } }"""u8.ToArray(), "Readiness", [])).Rules.ShouldNotBeNull();
        var walk = await WalkAsync(world, days: 100, ("x_timing", "not_now"));

        var revisit = new DateTimeOffset(2027, 2, 1, 0, 0, 0, TimeSpan.FromHours(9));
        walk.Select(step => step.At).ShouldBe([Now, Meets, revisit]);
        walk[0].Changes["r_next"]!.ShouldContain("軽い場に");
        walk[1].Changes.ShouldHaveSingleItem().Value!.ShouldContain("2027/2/1");
        walk[2].Changes.ShouldHaveSingleItem().Value!.ShouldNotContain("2027/2/1(");
    }

    /// <summary>A cycle an hour around the meeting, then four a day; what was written when.</summary>
    private static async Task<List<(DateTimeOffset At, IReadOnlyDictionary<string, string?> Changes)>> WalkAsync(World world, int days, params (string Property, string Value)[] answers)
    {
        world.Crm.Add("1", edited =>
        {
            foreach (var (property, value) in answers)
            {
                PracticeCrm.Set(edited, property, value, Now.AddDays(-1));
            }

            edited.Meetings.Add(Meeting("m", 0) with { Start = Meets });
        });
        var walk = new List<(DateTimeOffset, IReadOnlyDictionary<string, string?>)>();
        while (world.Time.GetUtcNow() is var at && at < Now.AddDays(days))
        {
            world.Crm.Writes.Clear();
            (await world.RunAsync()).State.ShouldBe(RunState.Completed);
            world.Crm.Writes.Count.ShouldBeLessThanOrEqualTo(1);
            walk.AddRange(world.Crm.Writes.Select(write => (at, (IReadOnlyDictionary<string, string?>)write.Changes.ToDictionary(StringComparer.Ordinal))));
            // Midnight in Tokyo is three in the afternoon: it is met exactly.
            world.Time.Advance(TimeSpan.FromHours(at < Meets.AddDays(1) || at.Hour % 6 != 3 ? 1 : 6));
        }

        world.Crm.IdleWrites.ShouldBe(0);
        return walk;
    }
}
