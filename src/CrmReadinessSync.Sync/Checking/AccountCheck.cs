using System.Globalization;

namespace CrmReadinessSync.Sync;

/// <summary>What every account is asked: its clock, its zone, its allowance.</summary>
/// <param name="connection">The connection.</param>
public sealed class AccountCheck(CrmConnection connection)
{
    /// <summary>From here on windows of change stamps begin to suffer, were they to rely on our clock.</summary>
    public static readonly TimeSpan SkewToMention = TimeSpan.FromSeconds(30);

    /// <summary>From here on a signed assertion, good for three minutes, is refused.</summary>
    public static readonly TimeSpan SkewToMend = TimeSpan.FromMinutes(2);

    /// <summary>The part of what cycles can reach of the account's allowance that is used up when it gets tight.</summary>
    public const double Tight = 0.85;

    /// <summary>The difference between the account's clock and this machine's.</summary>
    public static CheckFinding Clock(DateTimeOffset theirs, DateTimeOffset ours)
    {
        var skew = ours - theirs;
        var words = string.Create(CultureInfo.InvariantCulture, $"This machine's clock is {Math.Abs(Math.Round(skew.TotalSeconds))} s {(skew < TimeSpan.Zero ? "behind" : "ahead of")} the CRM's.");
        return skew.Duration() < SkewToMention
            ? CheckFinding.Fine(CheckArea.Clock, words)
            : new CheckFinding(
                skew.Duration() < SkewToMend ? CheckSeverity.Warning : CheckSeverity.Error,
                CheckArea.Clock,
                words,
                "Set it: switch on time synchronisation (timedatectl set-ntp true, or your hypervisor's); deadlines, token ages and \"two hours before the meeting\" go by it.")
            { Place = "this machine", Cause = CheckCause.Machine };
    }

    /// <summary>The account's zone against the connection's: they matter when they read a clock differently within the year.</summary>
    public IEnumerable<CheckFinding> Zone(string? zone, string place, DateTimeOffset now)
    {
        if (zone is null)
        {
            yield break;
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var theirs))
        {
            yield return new CheckFinding(CheckSeverity.Info, CheckArea.Clock, $"The account's time zone {zone} is not known to this machine.", "Install tzdata, if the connection's zone looks wrong on screen.") { Place = place, Cause = CheckCause.Machine };
            yield break;
        }

        var ours = connection.TimeZone;
        if (Enumerable.Range(0, 12).All(month => theirs.GetUtcOffset(now.AddDays(30 * month)) == ours.GetUtcOffset(now.AddDays(30 * month))))
        {
            yield return CheckFinding.Fine(CheckArea.Clock, $"The account's time zone is {zone}{(zone == ours.Id ? "" : $", which reads the same clock as {ours.Id}")}.");
        }
        else
        {
            yield return new CheckFinding(
                CheckSeverity.Warning,
                CheckArea.Clock,
                $"The account's time zone is {zone}, and the connection's {ours.Id}: \"14:00\" in a next step is then another hour than in the CRM, and days end at another midnight.",
                $"Set Crms:{connection.Name}:TimeZone to \"{zone}\", or, if its people do read a clock in {ours.Id}, leave it.")
            { Setting = $"Crms:{connection.Name}:TimeZone", Place = place, Cause = CheckCause.Settings };
        }
    }

    /// <summary>The account's allowance of today.</summary>
    /// <param name="used">Requests of everybody, ours included.</param>
    /// <param name="limit">Requests allowed to everybody.</param>
    /// <param name="ours">Requests of this connection today, as far as its journal knows.</param>
    /// <param name="place">Where the account shows it.</param>
    public CheckFinding Limits(long used, long limit, long ours, string place)
    {
        // Not everything we send counts: a sign-in does not.
        ours = Math.Min(ours, used);
        var share = (long)(limit * connection.DailyShare);
        var others = Math.Max(0, used - ours);
        var words = string.Create(CultureInfo.InvariantCulture, $"API requests today: {used:N0} of {limit:N0} in the account, {ours:N0} of them by this connection (its share is {share:N0}), {others:N0} by others and by commands.");
        var setting = $"Crms:{connection.Name}:ApiBudget:DailyShare";
        var reachable = limit * (1 - connection.DailyReserve);
        if (used >= reachable)
        {
            return new CheckFinding(
                CheckSeverity.Error,
                CheckArea.Limits,
                string.Create(CultureInfo.InvariantCulture, $"{words} Nothing is left for cycles until the allowance comes back: {limit - reachable:N0} stay for others (ApiBudget:Reserve)."),
                others > ours ? $"Find who uses it ({place}) and give that integration fewer requests, or buy more; cycles resume by themselves." : "Let the schedule run less often, or buy more; cycles resume by themselves.")
            { Setting = setting, Place = place };
        }

        if (ours >= share)
        {
            return new CheckFinding(
                CheckSeverity.Warning, CheckArea.Limits, $"{words} Our share is spent; cycles pause until tomorrow.", "Raise ApiBudget:DailyShare, or let the schedule run less often.")
            { Setting = setting, Place = place, Cause = CheckCause.Settings };
        }

        return used >= reachable * Tight
            ? new CheckFinding(
                CheckSeverity.Warning,
                CheckArea.Limits,
                $"{words} It gets tight{(others > ours ? ", and others use most of it" : "")}.",
                $"Find who uses it ({place}); lower ApiBudget:DailyShare if the others come first.")
            { Setting = setting, Place = place }
            : CheckFinding.Fine(CheckArea.Limits, words);
    }

    /// <summary>The findings, with only the first of those that a spent allowance gives to every further question.</summary>
    public static async IAsyncEnumerable<CheckFinding> ToldOnce(IAsyncEnumerable<CheckFinding> findings)
    {
        var told = false;
        await foreach (var finding in findings)
        {
            if (finding is not { Area: CheckArea.Limits, Place: not null, Remedy: not null } || !told)
            {
                yield return finding;
            }

            told |= finding is { Area: CheckArea.Limits, Severity: > CheckSeverity.Info };
        }
    }

    /// <summary>A request that failed, as a finding.</summary>
    public static CheckFinding Failed(CheckArea area, CrmFailure failure, string place, string? setting = null) => new(
        failure.Action is FailureAction.OutOfBudget ? CheckSeverity.Warning : CheckSeverity.Error,
        failure.Action is FailureAction.OutOfBudget ? CheckArea.Limits : area,
        $"{failure.Code}: {failure.Words}",
        failure.Remedy ?? (failure.ResumeAt is { } at ? $"Try again from {at:yyyy-MM-dd HH:mm}Z on." : "Try again; if it stays, see the CRM's words."))
    {
        Place = place,
        Setting = setting,
    };
}
