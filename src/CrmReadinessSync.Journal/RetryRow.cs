using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

/// <summary>An entry of the retry queue, as the queries bring it.</summary>
internal sealed class RetryRow
{
    public const string Columns = "r.deal AS Deal, r.attempts AS Attempts, r.next_at AS NextAt, r.first_at AS FirstAt, r.failure AS Failure";

    public string Deal { get; set; } = "";

    public long Attempts { get; set; }

    public long NextAt { get; set; }

    public long FirstAt { get; set; }

    public byte[] Failure { get; set; } = [];

    public RetryRecord ToRecord() =>
        new(Deal, (int)Attempts, new DateTimeOffset(NextAt, TimeSpan.Zero), JournalJson.Read(Failure, JournalJson.Compact.CrmFailure), new DateTimeOffset(FirstAt, TimeSpan.Zero));
}
