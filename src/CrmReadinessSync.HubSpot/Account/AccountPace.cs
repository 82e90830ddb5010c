using System.Collections.Frozen;
using System.Globalization;
using CrmReadinessSync.Http;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>How fast and how much may be asked of one account, whoever asks.</summary>
/// <param name="Pacers">One for each limit family.</param>
/// <param name="Use">The day's count.</param>
internal sealed record AccountPace(FrozenDictionary<string, Pacer> Pacers, DailyUse Use)
{
    /// <summary>That of a connection which shares it with nobody.</summary>
    public static AccountPace Own(CrmConnection connection, TimeProvider time) => new(LimitFamilies.Pacers(time), UseOf(connection, time));

    /// <summary>A count of the day under the connection's budget.</summary>
    public static DailyUse UseOf(CrmConnection connection, TimeProvider time) => new(new DailyQuota(connection.DailyShare, time, connection.DailyReserve));

    /// <summary>What tells one budget from another: a changed one starts a count of its own, from what was kept.</summary>
    public static string BudgetOf(CrmConnection connection) => string.Create(CultureInfo.InvariantCulture, $"{connection.DailyShare:R} {connection.DailyReserve:R}");
}
