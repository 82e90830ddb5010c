using System.Collections.Frozen;
using System.Globalization;
using CrmReadinessSync.Http;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>How fast and how much may be asked of one account, whoever asks.</summary>
/// <param name="Pacers">One for each limit family.</param>
/// <param name="Quota">The day's count.</param>
internal sealed record AccountPace(FrozenDictionary<string, Pacer> Pacers, DailyQuota Quota)
{
    /// <summary>That of a connection which shares it with nobody.</summary>
    public static AccountPace Own(CrmConnection connection, TimeProvider time) => new(LimitFamilies.Pacers(time), QuotaOf(connection, time));

    /// <summary>A count of the day under the connection's budget.</summary>
    public static DailyQuota QuotaOf(CrmConnection connection, TimeProvider time) => new(connection.DailyShare, time, connection.DailyReserve);

    /// <summary>What tells one budget from another: a changed one starts a count of its own, from what was kept.</summary>
    public static string BudgetOf(CrmConnection connection) => string.Create(CultureInfo.InvariantCulture, $"{connection.DailyShare:R} {connection.DailyReserve:R}");
}
