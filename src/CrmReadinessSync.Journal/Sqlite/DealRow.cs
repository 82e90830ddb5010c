using System.Collections.Immutable;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

/// <summary>A deal with all that is kept of it, as the queries bring it.</summary>
internal sealed class DealRow
{
    public const string Columns =
        """
        d.key AS Key, d.id AS Id, d.modified_at AS ModifiedAt, d.seen_at AS SeenAt, d.closed AS Closed, d.due_at AS DueAt, d.outcome AS Outcome,
        d.echo_at AS EchoAt, s.body AS Body, s.shown AS Shown, v.body AS Verdict, st.body AS Standing,
        r.attempts AS Attempts, r.next_at AS NextAt, r.first_at AS FirstAt, r.failure AS Failure
        """;

    public const string Joins =
        """
        CROSS JOIN snapshot s ON s.deal = d.key
        LEFT JOIN verdict v ON v.deal = d.key
        LEFT JOIN standing st ON st.deal = d.key
        LEFT JOIN retry r ON r.crm = d.crm AND r.deal = d.id
        """;

    public long Key { get; set; }

    public string Id { get; set; } = "";

    public long ModifiedAt { get; set; }

    public long SeenAt { get; set; }

    public long Closed { get; set; }

    public long? DueAt { get; set; }

    public long? Outcome { get; set; }

    public long? EchoAt { get; set; }

    public byte[] Body { get; set; } = [];

    public byte[] Shown { get; set; } = [];

    public byte[]? Verdict { get; set; }

    public byte[]? Standing { get; set; }

    public long? Attempts { get; set; }

    public long NextAt { get; set; }

    public long FirstAt { get; set; }

    public byte[]? Failure { get; set; }

    public DealSnapshot ToSnapshot() => JournalJson.Read(Body, JournalJson.Compact.StoredSnapshot).ToSnapshot(
        Id,
        new DateTimeOffset(ModifiedAt, TimeSpan.Zero),
        Closed != 0,
        JournalJson.Read(Shown, JournalJson.Compact.ImmutableSortedDictionaryStringString)!);

    public Verdict? ToVerdict() => Verdict is null ? null : JournalJson.Read(Verdict, JournalJson.Compact.Verdict);

    public DealStanding? ToStanding() => Standing is null ? null : JournalJson.Read(Standing, JournalJson.Compact.DealStanding);

    public DateTimeOffset ToSeenAt() => new(SeenAt, TimeSpan.Zero);

    public RetryRecord? ToRetry() => Attempts is { } attempts && Failure is not null
        ? new RetryRecord(
            Id,
            (int)attempts,
            new DateTimeOffset(NextAt, TimeSpan.Zero),
            JournalJson.Read(Failure, JournalJson.Compact.CrmFailure),
            new DateTimeOffset(FirstAt, TimeSpan.Zero))
        : null;

    public DealRecord ToRecord(ImmutableSortedDictionary<string, int>? copies) => new(
        ToSnapshot(),
        ToVerdict(),
        (DealOutcome?)Outcome,
        DueAt is { } due ? new DateTimeOffset(due, TimeSpan.Zero) : null,
        ToSeenAt(),
        ToRetry(),
        ToStanding(),
        copies);
}
