using System.Collections.Immutable;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal.Tests;

/// <summary>Deals, verdicts and failures as the rest of the product makes them.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);

    public static readonly CrmFailure Locked = new(FailureAction.Retry, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access", CorrelationId: "c-1");

    public static DealSnapshot Deal(string id, string? need = "evaluating", bool closed = false, string? shown = null) => new()
    {
        Id = id,
        Name = "株式会社あおぞら \"更新\"",
        ModifiedAt = Start.AddTicks(1_234_567),
        IsClosed = closed,
        IsWon = closed ? true : null,
        GroupKey = "g-" + id[^1],
        Values = Map(("need", new ObservedValue(need, Start.AddDays(-3))), ("budget", new ObservedValue(null)), ("note", new ObservedValue("稟議は12月"))),
        Contacts = [new DealContact($"c{id}", ["BUDGET_HOLDER", "DECISION_MAKER"]), new DealContact($"d{id}", [])],
        CompanyIds = [$"o{id}"],
        Meetings = [new DealMeeting($"m{id}", Start.AddDays(2), Start.AddDays(2).AddHours(1), "ご提案", "商談", MeetingState.Booked, MovedByThem: true)],
        Memory = new DealMemory { Moves = [new MeetingMove($"m{id}", Start.AddDays(1), Start.AddDays(2), Start)], ClosePushes = 2, ClosePushedAt = Start, Sightings = new Sightings { DealAt = Start.AddDays(-9), ValuesAt = Map(("note", Start.AddTicks(7))) } },
        Shown = Map<string?>(("readiness_flag", shown), ("readiness_next_step", null)),
    };

    public static Verdict Verdict(Flag flag = Flag.Confirm) => new()
    {
        Phase = Phase.Unclear,
        TalkDepth = TalkDepth.ExamplesAndPriceRange,
        Flag = flag,
        Confirmed = 2,
        Score = 0.375,
        Findings =
        [
            new PremiseFinding("Need", Finding.Met, UnknownKind.None, "answer", [new Evidence("need", "evaluating", Start.AddDays(-3), "answer", Finding.Met, "answer")]),
            new PremiseFinding("Budget", Finding.Unknown, UnknownKind.Missing, null, []),
        ],
        WarningSigns = [new WarningSign("vague", "unease", "検討します", null)],
        Gap = new Gap("stage", "stage", "contractsent"),
        MissingForReady = ["Timing", "Authority"],
        MeetingStart = Start.AddDays(2),
        Rules = "r1",
        JudgedAt = Start,
        ChangesAt = Start.AddDays(1),
    };

    public static RunStart Run(string rules = "r1", double hours = 0) => new(Start.AddHours(hours), rules, "once");

    public static RunEnd End(double hours = 0) => new(Start.AddHours(hours), RunState.Completed, new RunCounts());

    public static ReadBatch Read(
        IReadOnlyList<DealSnapshot>? changed = null,
        IReadOnlyList<DealSnapshot>? touched = null,
        IReadOnlyList<UnchangedDeal>? unchanged = null,
        IReadOnlyList<string>? gone = null,
        IReadOnlyList<RetryRecord>? failed = null,
        double hours = 0) => new(Start.AddHours(hours), changed ?? [], touched ?? [], unchanged ?? [], gone ?? [], failed ?? []);

    public static RetryRecord Retry(string id, int attempts = 1, double hours = 1) => new(id, attempts, Start.AddHours(hours), Locked, Start);

    public static JudgedDeal Planned(string id, string flag = "confirm", DateTimeOffset? meeting = null, string? group = null, int attempts = 0, string? old = null) => new(
        id,
        Verdict(),
        DealOutcome.Planned,
        DueAt: null,
        new PlannedWrite(id, Map(("readiness_flag", new ValueChange(old, flag))), meeting, group, attempts));

    public static JudgedDeal Unchanged(string id, DateTimeOffset? dueAt = null) => new(id, Verdict(), DealOutcome.Unchanged, dueAt);

    public static ImmutableSortedDictionary<string, T> Map<T>(params (string Key, T Value)[] pairs) =>
        pairs.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    public static DueRequest Due(double hours = 0, string rules = "r1", int size = 500) => new(Start.AddHours(hours), rules, size);

    /// <summary>A snapshot as text, for comparing all of it by value.</summary>
    public static string Text(DealSnapshot deal) => string.Join(
        '\n',
        [
            $"{deal.Id}|{deal.Name}|{deal.ModifiedAt:O}|{deal.IsClosed}|{deal.IsWon}|{deal.GroupKey}",
            .. deal.Values.Select(v => $"{v.Key}={v.Value.Value ?? "(blank)"}@{v.Value.SetAt:O}"),
            .. deal.Contacts.Select(c => $"{c.Id}:{string.Join(';', c.Roles)}"),
            .. deal.CompanyIds,
            .. deal.Meetings.Select(m => m.ToString()),
            .. deal.Memory.Moves.Select(m => m.ToString()),
            .. deal.Memory.Quiet.Select(m => m.ToString()),
            $"{deal.Memory.ClosePushes}@{deal.Memory.ClosePushedAt:O}",
            $"{deal.Memory.Sightings.DealAt:O}",
            .. deal.Memory.Sightings.ValuesAt.Select(v => $"{v.Key}@{v.Value:O}"),
            .. deal.Shown.Select(s => $"{s.Key}={s.Value ?? "(blank)"}"),
        ]);

    /// <summary>A verdict as text, through the framework's plain serializer and not ours.</summary>
    public static string Text(Verdict verdict) => System.Text.Json.JsonSerializer.Serialize(verdict);

    public static async Task<List<T>> All<T>(IAsyncEnumerable<T> source)
    {
        var all = new List<T>();
        await foreach (var item in source)
        {
            all.Add(item);
        }

        return all;
    }

    public static async Task<List<T>> Flat<T>(IAsyncEnumerable<IReadOnlyList<T>> source) => [.. (await All(source)).SelectMany(page => page)];
}
