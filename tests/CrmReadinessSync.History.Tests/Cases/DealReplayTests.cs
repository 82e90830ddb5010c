using System.Collections.Immutable;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;
using FsCheck;
using FsCheck.Fluent;

namespace CrmReadinessSync.History.Tests.Cases;

public sealed class DealReplayTests
{
    private static readonly DateTimeOffset Meeting = new(2026, 5, 10, 1, 0, 0, TimeSpan.Zero);

    private static readonly string[] Names = ["need", "timing", "authority", "budget", "fit", "decision_process", "note", "unease", "amount", "stage", "customer", "override"];

    private static readonly CrmConnection Connection = new()
    {
        Name = "test",
        Kind = "Test",
        TimeZone = Kit.Tokyo,
        Language = "ja",
        Deals = new DealFilter(),
        Meetings = new MeetingFilter { ExcludeTitles = ["社内"] },
        Fields = Names.ToImmutableSortedDictionary(name => name, name => new FieldSource(name), StringComparer.Ordinal),
        WriteTo = new WriteTargets(null, null, null, null, null),
    };

    private static readonly ReadinessRules Standard = RulesDocument.Compile(null).Rules!;

    [Fact]
    public void No_value_set_at_or_after_the_meeting_ever_reaches_the_verdict() => Prop.ForAll(Histories().ToArbitrary(), deal =>
    {
        var known = deal with { Fields = deal.Fields.ToImmutableSortedDictionary(field => field.Key, field => field.Value with { Changes = [.. field.Value.Changes.Where(change => change.At < Meeting - DealReplay.Ahead)] }) };
        var replayed = new DealReplay(Connection, [], everyMeeting: false).Of(deal, []).Single();
        var blind = new DealReplay(Connection, [], everyMeeting: false).Of(known, []).Single();
        return !replayed.Facts.Values.Any(value => value.Raw.Contains("late", StringComparison.Ordinal) || value.SetAt >= Meeting)
            && Said(replayed) == Said(blind);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20261126, 1));

    [Fact]
    public void What_cannot_be_dated_is_unknown_and_counted_never_taken_from_today() => Prop.ForAll(Histories().ToArbitrary(), deal =>
    {
        var undatable = deal with { Fields = deal.Fields.ToImmutableSortedDictionary(field => field.Key, _ => PastField.Untracked("decided")) };
        var replayed = new DealReplay(Connection, [], everyMeeting: false).Of(undatable, []).Single();
        return Names.All(name => replayed.Facts[Kit.Field(name)] is null) && replayed.Undated == deal.Fields.Count;
    }).Check(Config.QuickThrowOnFailure.WithReplay(20261126, 3));

    [Fact]
    public void The_value_just_before_counts_with_its_age_and_one_cleared_is_blank()
    {
        var deal = Deal(
            ("need", [(-30, "open"), (-3, "decided"), (2, "no_plan")]),
            ("budget", [(-20, "allocated"), (-10, null)]),
            ("fit", [(1, "chosen")]));

        var replayed = new DealReplay(Connection, [], everyMeeting: false).Of(deal, []).Single();

        replayed.Facts[Kit.Field("need")]!.Raw.ShouldBe("decided");
        replayed.Facts[Kit.Field("need")]!.SetAt.ShouldBe(Meeting.AddDays(-3));
        replayed.Facts[Kit.Field("budget")].ShouldBeNull();
        replayed.Facts[Kit.Field("fit")].ShouldBeNull();
        replayed.TooLate.ShouldBe(2, "need and fit were set after");
        replayed.Clock.Now.ShouldBe(Meeting - DealReplay.Ahead);
    }

    [Fact]
    public void A_history_that_does_not_reach_back_to_the_meeting_leaves_the_value_unknown()
    {
        var deal = Deal() with { Fields = Past("need", new PastField([new PastValue(Meeting.AddDays(1), "decided")], IsComplete: false, HasUndated: true)) };

        var replayed = new DealReplay(Connection, [], everyMeeting: false).Of(deal, []).Single();

        (replayed.Facts[Kit.Field("need")], replayed.Undated).ShouldBe((null, 1));
    }

    [Fact]
    public void Who_was_on_the_deal_is_unknown_and_counted_by_name_unless_the_journal_noted_it()
    {
        var replayed = new DealReplay(Connection, [], everyMeeting: false).Of(Deal() with { HasContacts = true, Fields = Past("company.employees", PastField.Untracked("120")) }, []).Single();

        replayed.Facts[Kit.Field("contact.count")].ShouldBeNull();
        replayed.UndatedFields.ShouldBe(["company.employees", "contact.count", "contact.roles"]);
        Kit.Report(Kit.Table([replayed, replayed])).UndatedFields.ShouldBe([new FieldCount("company.employees", 2), new FieldCount("contact.count", 2), new FieldCount("contact.roles", 2)]);
    }

    [Fact]
    public void What_only_the_journal_can_date_counts_as_it_froze_it_and_nothing_recorded_later_does() => Prop.ForAll(Noted().ToArbitrary(), one =>
    {
        var (deal, note) = one;
        var replayed = new DealReplay(Connection, [], everyMeeting: false).Of(deal, [note]).Single();
        var usable = note.BeganAt == Meeting && note.Meeting!.ReadBy <= Meeting;
        return !replayed.Facts.Values.Any(value => value.Raw.Contains("late", StringComparison.Ordinal) || value.Raw.Contains("today", StringComparison.Ordinal))
            && Names.All(name => deal.Fields[name].Before(Meeting - DealReplay.Ahead) is { } dated
                ? replayed.Facts[Kit.Field(name)]?.Raw == dated.Value
                : replayed.Facts[Kit.Field(name)]?.Raw == (usable ? note.Meeting!.Snapshot.Values[name].Value : null))
            && replayed.Noted == (usable ? Names.Count(name => deal.Fields[name].Before(Meeting - DealReplay.Ahead) is null && note.Meeting!.Snapshot.Values[name].Value is not null) : 0)
            && (replayed.Facts[Kit.Field("contact.count")] is not null) == usable;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20261126, 5));

    [Fact]
    public void Contacts_and_the_rep_s_word_come_from_the_journal_alone()
    {
        var word = new RepOverride(Flag.Hold, Flag.Ready, null, Meeting.AddDays(-1), null);
        var note = Note(Meeting, Meeting.AddMinutes(-5));
        note = note with
        {
            Meeting = note.Meeting! with
            {
                Before = note.Meeting.Before with { Override = word },
                Snapshot = note.Meeting.Snapshot with { Contacts = [new DealContact("c", ["decision_maker"])] },
            },
        };

        var replayed = new DealReplay(Connection, [], everyMeeting: false).Of(Deal(), [note]).Single();

        replayed.Facts[Kit.Field("contact.count")]!.Raw.ShouldBe("1");
        replayed.Override.ShouldBe(Flag.Hold);
        new DealReplay(Connection, [], everyMeeting: false).Of(Deal(), []).Single().Facts[Kit.Field("contact.count")].ShouldBeNull("nobody knows who was on the deal");
    }

    [Fact]
    public void Each_meeting_is_judged_when_asked_for_and_internal_and_cancelled_ones_never()
    {
        var deal = Deal(("need", [(1, "decided")])) with
        {
            Meetings =
            [
                At("1", -5, MeetingState.Cancelled), At("2", -4, MeetingState.Held) with { Title = "社内打合せ" }, At("3", 0, MeetingState.Held), At("4", 10, MeetingState.NoShow),
            ],
        };

        new DealReplay(Connection, [], everyMeeting: false).Of(deal, []).ShouldHaveSingleItem();
        var both = new DealReplay(Connection, [], everyMeeting: true).Of(deal, []).ToList();

        both.Select(one => one.Facts[Kit.Field("need")]?.Raw).ShouldBe([null, "decided"]);
        both.Select(one => one.Facts[Kit.Field("meeting.held")]!.Raw).ShouldBe(["0", "1"]);
        both[0].Facts[Kit.Field("meeting.start")]!.Raw.ShouldBe("2026-05-10T01:00:00Z");
    }

    [Fact]
    public void A_deal_without_a_meeting_is_not_judged() => new DealReplay(Connection, [], everyMeeting: true).Of(Deal() with { Meetings = [] }, []).ShouldBeEmpty();

    [Fact]
    public void Deals_of_one_company_are_one_group()
    {
        var replay = new DealReplay(Connection, [], everyMeeting: false);
        ulong Group(string id, string? company) => replay.Of(Deal() with { Id = id, CompanyId = company }, []).Single().Group;

        Group("1", "c").ShouldBe(Group("2", "c"));
        Group("1", null).ShouldNotBe(Group("2", null));
    }

    private static string Said(ClosedDeal deal) => Standard.Judge(deal.Facts, deal.Clock) is var verdict
        ? $"{verdict.Flag} {verdict.Phase} {verdict.TalkDepth} {verdict.Score} {string.Join(',', verdict.Findings.Select(finding => $"{finding.Finding}/{finding.Kind}"))} {string.Join(',', verdict.WarningSigns.Select(sign => sign.Quote))}" : "";

    private static Gen<PastDeal> Histories()
    {
        var value = Gen.Elements("decided", "open", "no_plan", "dated", "not_now", "approver", "allocated", "match", "検討します", "vague", "ready", null);
        var change = Gen.Zip(Gen.Choose(-4000, 4000), value).Select(one => new PastValue(
            Meeting.AddMinutes(one.Item1), one.Item1 >= -1 && one.Item2 is { } text ? $"{text};late" : one.Item2));
        var field = change.ArrayOf().Select(changes => new PastField([.. changes.OrderBy(one => one.At)], IsComplete: true, HasUndated: false));
        return Gen.Zip(Gen.ArrayOf(field, Names.Length), Gen.Elements(true, false)).Select(one => Deal() with
        {
            IsWon = one.Item2,
            Fields = Names.Zip(one.Item1).ToImmutableSortedDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal),
        });
    }

    /// <summary>Fields dated, cut short or untracked; a note of this or another meeting, read in time, too late, or nobody knows when.</summary>
    private static Gen<(PastDeal Deal, Episode Note)> Noted()
    {
        var kind = Gen.Elements("dated", "short", "untracked");
        var frozen = Gen.Elements("open", "vague", null);
        return Gen.Zip(Gen.Zip(Gen.ArrayOf(kind, Names.Length), Gen.ArrayOf(frozen, Names.Length)), Gen.Zip(Gen.Elements(-90, -1, 0, 1, 30, int.MaxValue), Gen.Elements(0, 0, 0, -7))).Select(one =>
        {
            var ((kinds, values), (read, days)) = one;
            var deal = Deal() with
            {
                Fields = Names.Zip(kinds).ToImmutableSortedDictionary(
                    pair => pair.First,
                    pair => pair.Second switch
                    {
                        "dated" => new PastField([new PastValue(Meeting.AddDays(-3), "early"), new PastValue(Meeting.AddDays(1), "late")], IsComplete: true, HasUndated: false),
                        "short" => new PastField([new PastValue(Meeting.AddDays(1), "late")], IsComplete: false, HasUndated: true),
                        _ => PastField.Untracked("today"),
                    },
                    StringComparer.Ordinal),
            };
            var note = Note(Meeting.AddDays(days), read == int.MaxValue ? null : Meeting.AddMinutes(read));
            return (deal, note with
            {
                Meeting = note.Meeting! with { Snapshot = note.Meeting.Snapshot with { Values = Names.Zip(values).ToImmutableSortedDictionary(pair => pair.First, pair => new ObservedValue(pair.Second), StringComparer.Ordinal) } },
            });
        });
    }

    private static Episode Note(DateTimeOffset began, DateTimeOffset? readBy)
    {
        var snapshot = new DealSnapshot { Id = "1", ModifiedAt = began.AddDays(-1), Meetings = [new DealMeeting("m", began, null, "商談", null, MeetingState.Booked)] };
        return new Episode(EpisodeKind.Meeting, "1", began)
        {
            Meeting = new MeetingNote("m", Standard.Judge(DealMapping.Compile(Connection).ToFacts(snapshot, began.AddMinutes(-1)), new JudgingClock(began.AddMinutes(-1), Kit.Tokyo)), snapshot) { ReadBy = readBy },
        };
    }

    private static PastDeal Deal(params (string Field, (int Days, string? Value)[] Changes)[] fields) => new()
    {
        Id = "1",
        IsWon = true,
        Meetings = [At("m", 0, MeetingState.Held)],
        Fields = fields.ToImmutableSortedDictionary(
            field => field.Field, field => new PastField([.. field.Changes.Select(change => new PastValue(Meeting.AddDays(change.Days), change.Value))], true, false), StringComparer.Ordinal),
    };

    private static ImmutableSortedDictionary<string, PastField> Past(string name, PastField field) =>
        ImmutableSortedDictionary<string, PastField>.Empty.WithComparers(StringComparer.Ordinal).Add(name, field);

    private static DealMeeting At(string id, int days, MeetingState state) => new(id, Meeting.AddDays(days), null, "商談", null, state);
}
