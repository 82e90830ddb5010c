using System.Globalization;
using CrmReadinessSync.Journal;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.Configuration;

namespace CrmReadinessSync.Worker;

/// <summary>What a check says of the settings and this machine: schedules, journal, log.</summary>
/// <param name="settings">The settings in force.</param>
/// <param name="time">The clock.</param>
internal sealed class MachineCheck(WorkerSettings settings, TimeProvider time)
{
    /// <summary>The journal grows by a row a deal and verdict; this much is unusual and slow to copy.</summary>
    private const long ManyBytes = 8L * 1024 * 1024 * 1024;

    /// <summary>What is about no single connection.</summary>
    public IEnumerable<CheckFinding> OfMachine()
    {
        var enabled = settings.Enabled.Select(crm => crm.Connection.Name).ToList();
        yield return CheckFinding.Fine(CheckArea.Settings, $"Valid: {(settings.BaseFile is { } file ? file : "no settings file, defaults only")}; enabled: {string.Join(", ", enabled)}.");
        if (settings.Safety.DryRun)
        {
            yield return new CheckFinding(CheckSeverity.Warning, CheckArea.Settings, "A dry run: nothing is written to any CRM.", "Set Safety:DryRun to false once what it would write looks right.")
            { Setting = "Safety:DryRun", Cause = CheckCause.Settings };
        }

        foreach (var finding in OfJournalFile().Append(OfLog()))
        {
            yield return finding;
        }
    }

    /// <summary>When the cycles of a connection run.</summary>
    public CheckFinding OfSchedule(CrmSettings crm)
    {
        var zone = crm.Connection.TimeZone;
        var times = crm.Schedule.NextTimes(time.GetUtcNow(), zone).Take(3).Select(at => TimeZoneInfo.ConvertTime(at, zone)).ToList();
        var words = string.Join(", ", times.Select(at => at.ToString("ddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)));
        return times.Count == 0
            ? new CheckFinding(CheckSeverity.Error, CheckArea.Schedule, "It never fires again.", "Write a duration such as \"5m\", or a Quartz cron with a time to come.") { Setting = $"Crms:{crm.Connection.Name}:Schedule", Cause = CheckCause.Settings }
            : CheckFinding.Fine(CheckArea.Schedule, $"A service started now runs at its start{(crm.Schedule.Cron is null ? Invariant($" and every {crm.Schedule.Every!.Value.TotalMinutes:0.##} min") : "")}: {words} ({zone.Id}).");
    }

    /// <summary>What the journal remembers of a connection: the last run, a held plan, the queue.</summary>
    public static async Task<IReadOnlyList<CheckFinding>> OfJournalAsync(IJournal journal, CrmSettings crm, CancellationToken cancellationToken)
    {
        var findings = new List<CheckFinding>();
        var name = crm.Connection.Name;
        var head = await journal.ReadHeadAsync(cancellationToken);
        if (await journal.ReadRunsAsync(1, cancellationToken) is not [var last, ..])
        {
            findings.Add(CheckFinding.Fine(CheckArea.Journal, "No cycle has run yet."));
        }
        else if (last.End is { State: RunState.Failed, Failure: { } failure })
        {
            findings.Add(new CheckFinding(
                CheckSeverity.Warning, CheckArea.Journal, Invariant($"The last cycle, at {last.Start.StartedAt:yyyy-MM-dd HH:mm}Z, failed: {failure.Code}: {failure.Words}"), failure.Remedy ?? $"Run `once --crm {name}` and see whether it passes.")
            { Place = Invariant($"run {last.Id}") });
        }
        else
        {
            findings.Add(CheckFinding.Fine(
                CheckArea.Journal, Invariant($"{await journal.CountOpenAsync(cancellationToken)} open deals of account {head.AccountId ?? "(none yet)"}; the last cycle began at {last.Start.StartedAt:yyyy-MM-dd HH:mm}Z and {(last.End is { } end ? $"ended as {end.State.ToString().ToLowerInvariant()}" : "is under way, or was killed")}.")));
        }

        if (await journal.ReadHeldAsync(cancellationToken) is { ReleasedUntil: null } held)
        {
            findings.Add(new CheckFinding(
                CheckSeverity.Warning, CheckArea.Journal, Invariant($"The brake holds plan {held.Plan} since {held.Since:yyyy-MM-dd HH:mm}Z ({held.Reason}): {held.Deals} deals, {held.Flips} flips. Nothing is written meanwhile."), $"Look at it with `preview --crm {name}`; let it go with `once --crm {name} --release`.")
            { Place = Invariant($"plan {held.Plan}") });
        }

        var queue = await journal.ReadRetriesAsync(500, cancellationToken);
        if (queue.Count > 0)
        {
            var gravest = queue.GroupBy(one => one.Failure.Code, StringComparer.Ordinal).OrderByDescending(group => group.Count()).First();
            findings.Add(new CheckFinding(
                CheckSeverity.Warning,
                CheckArea.Journal,
                Invariant($"{(queue.Count == 500 ? "At least 500" : queue.Count)} deals wait in the retry queue; most often {gravest.Key}: {gravest.First().Failure.Words}"),
                gravest.First().Failure.Remedy ?? "They are tried again by themselves; `explain` tells of a single deal."));
        }

        return findings;
    }

    private IEnumerable<CheckFinding> OfJournalFile()
    {
        if (settings.Journal.Place.Examine() is not { } health)
        {
            yield break;
        }

        CheckFinding Finding(CheckSeverity severity, string problem, string remedy) =>
            new(severity, CheckArea.Journal, problem, remedy) { Place = health.Path, Setting = "Journal:ConnectionString", Cause = CheckCause.Machine };

        if (!health.Exists)
        {
            yield return Unwritable(Path.GetDirectoryName(health.Path)!) is { } why
                ? Finding(CheckSeverity.Error, $"It cannot be made there: {why}", "Give the service's user a folder of its own that it may write.")
                : CheckFinding.Fine(CheckArea.Journal, $"It will be made at {health.Path} by the first cycle.");
            yield break;
        }

        if (health.Damage is { } damage)
        {
            yield return Finding(CheckSeverity.Error, $"It is damaged: {damage}", "Stop the service, put the file aside, and start again: everything is read anew and nothing is written twice. History before today is in your backup.");
        }
        else if (health.Version > health.KnownVersion)
        {
            yield return Finding(CheckSeverity.Error, Invariant($"A newer version of this program wrote it (format {health.Version}; this one knows {health.KnownVersion})."), "Run the newer version, or put back the copy made before the upgrade.");
        }
        else
        {
            yield return CheckFinding.Fine(
                CheckArea.Journal, Invariant($"Whole: {health.Path}, {health.Bytes / 1024.0 / 1024.0:0.0} MiB, format {health.Version}{(health.Version < health.KnownVersion ? $" (the next cycle brings it to {health.KnownVersion})" : "")}."));
        }

        if (!health.IsPrivate)
        {
            yield return Finding(CheckSeverity.Warning, "Others on this machine may read it, and it holds deals.", $"chmod 600 {health.Path}; the next cycle does it too.");
        }

        if (health.Bytes > ManyBytes)
        {
            yield return Finding(CheckSeverity.Warning, Invariant($"It has grown to {health.Bytes / 1024 / 1024:N0} MiB."), "Lower Journal:KeepFor.");
        }

        if (Unwritable(Path.GetDirectoryName(health.Path)!) is { } locked)
        {
            yield return Finding(CheckSeverity.Error, $"Its folder cannot be written: {locked}", "Give the folder to the service's user.");
        }
    }

    private CheckFinding OfLog()
    {
        if (settings.Configuration.GetSection("Serilog:WriteTo").Exists())
        {
            return CheckFinding.Fine(CheckArea.Log, "It goes where Serilog:WriteTo says.");
        }

        var folder = Path.Combine(settings.Journal.Place.Folder, WorkerLog.Folder);
        return Unwritable(folder) is { } why
            ? new CheckFinding(CheckSeverity.Warning, CheckArea.Log, $"It cannot be written: {why}", "Give the folder to the service's user, or write a Serilog:WriteTo of your own.") { Place = folder, Setting = "Serilog:WriteTo", Cause = CheckCause.Machine }
            : CheckFinding.Fine(CheckArea.Log, $"Written to {folder}, one file a day, 31 kept.");
    }

    /// <summary>Why nothing can be written into a folder, or into the nearest one above that exists; null when it can.</summary>
    private static string? Unwritable(string folder)
    {
        var there = new DirectoryInfo(folder);
        while (!there.Exists && there.Parent is { } above)
        {
            there = above;
        }

        try
        {
            using (new FileStream(Path.Combine(there.FullName, Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
