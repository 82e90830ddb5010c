using System.Collections.Immutable;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync.Tests;

public sealed class DealMappingTests
{
    private static readonly DateTimeOffset Now = World.Start;

    [Fact]
    public void Values_are_translated_and_those_not_named_pass_unchanged()
    {
        var mapping = DealMapping.Compile(World.Connect());

        Fact(mapping, Deal(("budget", "1")), "budget").ShouldBe("allocated");
        Fact(mapping, Deal(("budget", "open")), "budget").ShouldBe("open");
        Fact(mapping, Deal(("budget", null)), "budget").ShouldBeNull();
    }

    [Fact]
    public void Of_several_choices_each_is_translated_by_itself()
    {
        var connection = World.Connect();
        var source = new FieldSource("x_unease", ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("V", "vague")]));
        var mapping = DealMapping.Compile(connection with { Fields = connection.Fields.SetItem("unease", source) });

        Fact(mapping, Deal(("unease", "mismatch; V")), "unease").ShouldBe("mismatch;vague");
    }

    [Fact]
    public void A_value_that_is_not_mapped_is_not_known_to_the_rules() =>
        Fact(DealMapping.Compile(World.Connect()), Deal(("decide_by", "2026-12-01")), "decide_by").ShouldBeNull();

    [Fact]
    public void A_value_keeps_its_age()
    {
        var at = Now.AddDays(-3);
        var deal = Deal() with { Values = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("need", new ObservedValue("open", at))]) };

        DealMapping.Compile(World.Connect()).ToFacts(deal, Now)[Word("need")].ShouldNotBeNull().SetAt.ShouldBe(at);
    }

    [Fact]
    public void Contacts_tell_their_number_and_their_roles_translated_and_once_each()
    {
        var connection = World.Connect();
        var roles = new FieldSource("hs_buying_role", ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("DECISION_MAKER", "approver")]));
        var mapping = DealMapping.Compile(connection with { Fields = connection.Fields.SetItem("contact.roles", roles) });
        var deal = Deal() with { Contacts = [new("c1", ["DECISION_MAKER", "user"]), new("c2", ["DECISION_MAKER"])] };

        Fact(mapping, deal, "contact.roles").ShouldBe("approver;user");
        Fact(mapping, deal, "contact.count").ShouldBe("2");
        Fact(mapping, Deal(), "contact.roles").ShouldBeNull();
        Fact(mapping, Deal(), "contact.count").ShouldBe("0");
    }

    [Fact]
    public void The_next_meeting_tells_its_start_title_and_type()
    {
        var mapping = DealMapping.Compile(World.Connect());
        var deal = Deal() with { Meetings = [Meeting("m", 2, "初回", "demo")] };

        Fact(mapping, deal, "meeting.start").ShouldBe("2026-11-04T00:00:00Z");
        Fact(mapping, deal, "meeting.title").ShouldBe("初回");
        Fact(mapping, deal, "meeting.type").ShouldBe("demo");
    }

    [Fact]
    public void Only_meetings_recorded_as_held_count_as_held()
    {
        var deal = Deal() with { Meetings = [Meeting("a", -9, state: MeetingState.Held), Meeting("b", -5), Meeting("c", -4, state: MeetingState.NoShow), Meeting("d", -3, "社内", state: MeetingState.Held)] };
        var connection = World.Connect() with { Meetings = new MeetingFilter { ExcludeTitles = ["社内"] } };

        Fact(DealMapping.Compile(connection), deal, "meeting.held").ShouldBe("1");
        Fact(DealMapping.Compile(connection), deal, "meeting.held_at").ShouldBe(Start(-9));
    }

    [Fact]
    public void Where_a_crm_keeps_no_outcomes_a_meeting_counts_as_held_once_it_is_over()
    {
        var meeting = Meeting("a", -1d / 24) with { End = Now.AddMinutes(30) };
        var deal = Deal() with { Meetings = [Meeting("b", -5), Meeting("c", -4, state: MeetingState.Cancelled), meeting, Meeting("d", 3)] };
        var mapping = DealMapping.Compile(World.Connect() with { Meetings = new MeetingFilter { PastCountsAsHeld = true } });

        Fact(mapping, deal, "meeting.held").ShouldBe("1", "one is still going on");
        mapping.NextMeetingChangesAt(deal, Now).ShouldBe(Now.AddMinutes(30));
        mapping.ToFacts(deal, Now.AddMinutes(30))[Word("meeting.held")]!.Raw.ShouldBe("2");
    }

    [Fact]
    public void The_rep_s_flag_ends_with_the_first_meeting_after_it_was_set()
    {
        var connection = World.Connect();
        var mapping = DealMapping.Compile(connection with { Fields = connection.Fields.SetItem("override", new FieldSource("our_override")) });
        var meetings = new[] { Meeting("a", -9), Meeting("b", -3, state: MeetingState.Cancelled), Meeting("c", -2, state: MeetingState.Held), Meeting("d", 2) };
        var deal = Deal() with { Meetings = [.. meetings], Values = Deal().Values.SetItem("override", new ObservedValue("ready", meetings[0].Start.AddDays(1))) };

        Fact(mapping, deal, "override.meeting").ShouldBe(Start(-2));
        Fact(mapping, deal with { Meetings = [meetings[0]] }, "override.meeting").ShouldBeNull();
        Fact(mapping, deal with { Values = deal.Values.SetItem("override", new ObservedValue("ready")) }, "override.meeting").ShouldBeNull();
    }

    private static string Start(int days) => Meeting("m", days).Start.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("pipeline", "default", true)]
    [InlineData("pipeline", "other", false)]
    [InlineData("pipeline", null, false)]
    [InlineData("record_type", "Default", true)]
    [InlineData("record_type", "Other", false)]
    [InlineData("stage", "other", true)]
    public void A_pipeline_filter_looks_at_pipeline_or_record_type(string field, string? value, bool isOurs)
    {
        var connection = World.Connect() with { Deals = new DealFilter { Pipelines = ["default"] } };

        DealMapping.Compile(connection).IsOurs(Deal((field, value))).ShouldBe(isOurs);
    }

    [Fact]
    public void Stage_owner_and_age_each_can_put_a_deal_aside()
    {
        var connection = World.Connect() with { Deals = new DealFilter { Stages = ["s1"], Owners = ["o1"], CreatedAfter = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) } };
        var mapping = DealMapping.Compile(connection);

        mapping.IsOurs(Deal(("stage", "s1"), ("owner", "o1"), ("created", "2026-01-02T00:00:00Z"))).ShouldBeTrue();
        mapping.IsOurs(Deal(("stage", "s2"), ("owner", "o1"), ("created", "2026-01-02T00:00:00Z"))).ShouldBeFalse();
        mapping.IsOurs(Deal(("stage", "s1"), ("owner", "o2"), ("created", "2026-01-02T00:00:00Z"))).ShouldBeFalse();
        mapping.IsOurs(Deal(("stage", "s1"), ("owner", "o1"), ("created", "2025-12-31T23:59:59Z"))).ShouldBeFalse();
    }

    [Fact]
    public void A_closed_deal_is_not_ours() => DealMapping.Compile(World.Connect()).IsOurs(Deal() with { IsClosed = true }).ShouldBeFalse();

    internal static DealSnapshot Deal(params (string Field, string? Value)[] values) => new()
    {
        Id = "1",
        ModifiedAt = Now,
        Values = values.ToImmutableSortedDictionary(pair => pair.Field, pair => new ObservedValue(pair.Value), StringComparer.Ordinal),
    };

    internal static DealMeeting Meeting(string id, double days, string? title = null, string? type = null, MeetingState state = MeetingState.Booked, bool allDay = false) =>
        new(id, Now.AddDays(days), null, title, type, state, allDay);

    private static string? Fact(DealMapping mapping, DealSnapshot deal, string field) => mapping.ToFacts(deal, Now)[Word(field)]?.Raw;

    private static Field Word(string name) => Vocabulary.TryFind(name, out var field) ? field : throw new InvalidOperationException(name);
}
