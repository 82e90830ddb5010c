using System.Collections.Immutable;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Web.Tests;

public sealed class DealTimelineTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 1, 0, 0, TimeSpan.Zero);

    private static readonly CrmConnection Crm = new()
    {
        Name = "hubspot", Kind = "HubSpot", TimeZone = TimeZoneInfo.Utc, Language = "en", WriteTo = new WriteTargets("flag", "next", "phase", "depth", null),
    };

    [Fact]
    public void A_superseded_verdict_is_told_whole_although_later_writes_touched_only_parts_of_it()
    {
        var timeline = DealTimeline.Of(
            Crm,
            Deal(("flag", "ready"), ("phase", "deciding"), ("depth", "proposal")),
            [
                Write(3, -1, DealOutcome.Written, ("flag", "confirm", "ready"), ("depth", "examples_and_price_range", "proposal")),
                Write(2, -5, DealOutcome.Queued, ("flag", "confirm", "ready")),
                Write(1, -9, DealOutcome.Written, ("flag", null, "confirm"), ("phase", null, "deciding"), ("depth", null, "examples_and_price_range")),
            ],
            []);

        timeline.Select(entry => entry.Shown).ShouldBe(
        [
            new ShownVerdict("ready", "deciding", "proposal", null),
            null,
            new ShownVerdict("confirm", "deciding", "examples_and_price_range", Now.AddHours(-1)),
        ]);
    }

    [Fact]
    public void Meetings_stops_and_last_words_stand_where_they_began()
    {
        var timeline = DealTimeline.Of(
            Crm,
            Deal(("flag", "hold")),
            [Write(1, -9, DealOutcome.Written, ("flag", null, "hold"))],
            [
                new Episode(EpisodeKind.Stop, "1", Now.AddHours(-8)) { Stop = new StopNote(Phase.Gathering, null, null, null, null) },
                new Episode(EpisodeKind.Override, "1", Now.AddHours(-10)) { Override = new OverrideNote(Flag.Ready, Flag.Hold, Phase.Gathering, 0, null, "r") },
            ]);

        timeline.Select(entry => entry.Episode?.Kind).ShouldBe([EpisodeKind.Stop, null, EpisodeKind.Override]);
    }

    private static DealRecord Deal(params (string Property, string? Value)[] shown) => new(
        new DealSnapshot { Id = "1", ModifiedAt = Now, Shown = shown.ToImmutableSortedDictionary(one => one.Property, one => one.Value, StringComparer.Ordinal) },
        Verdict: null, Outcome: null, DueAt: null, Now, Retry: null);

    private static WriteLogEntry Write(long run, double hours, DealOutcome outcome, params (string Property, string? Old, string? New)[] changes) => new(
        run, "1", changes.ToImmutableSortedDictionary(one => one.Property, one => new ValueChange(one.Old, one.New), StringComparer.Ordinal), outcome, Now.AddHours(hours), Failure: null);
}
