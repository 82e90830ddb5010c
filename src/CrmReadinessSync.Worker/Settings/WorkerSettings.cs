using System.Collections.Immutable;
using CrmReadinessSync.Journal;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.Configuration;

namespace CrmReadinessSync.Worker;

/// <summary>The settings in force, checked whole.</summary>
internal sealed record WorkerSettings
{
    /// <summary>The base file that was read; null when there was none.</summary>
    public string? BaseFile { get; init; }

    /// <summary>The content of the files and secrets that were read, as <see cref="SettingsFiles.Fingerprint"/>.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>Every connection, disabled ones too, in the order written; an entry that is split makes one for each part.</summary>
    public required ImmutableArray<CrmSettings> Crms { get; init; }

    /// <summary>The rules of judgement.</summary>
    public required ReadinessRules Rules { get; init; }

    /// <summary>The <c>Readiness</c> section the rules were made of; null when nothing is written there.</summary>
    public SettingsDocument? RulesSection { get; init; }

    /// <summary>The status page.</summary>
    public required WebSettings Web { get; init; }

    /// <summary>Where traces and metrics go.</summary>
    public required TelemetrySettings Telemetry { get; init; }

    /// <summary>Who is told what.</summary>
    public required NoticeSettings Notices { get; init; }

    /// <summary>What keeps a mistake small.</summary>
    public required SafetySettings Safety { get; init; }

    /// <summary>The memory.</summary>
    public required JournalSettings Journal { get; init; }

    /// <summary>The same settings for those who read .NET configuration: vendors and Serilog.</summary>
    public required IConfiguration Configuration { get; init; }

    /// <summary>Path → text of the settings that a running service does not take over: it says that they need a restart.</summary>
    public ImmutableSortedDictionary<string, string> AtStartOnly { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The connections that are synchronised.</summary>
    public IEnumerable<CrmSettings> Enabled => Crms.Where(crm => crm.IsEnabled);
}

/// <summary>One connection with what only the service needs of it.</summary>
/// <param name="Entry">The entry of <c>Crms</c> it comes from; parts of one account share it.</param>
/// <param name="Connection">What everybody needs.</param>
/// <param name="Kind">The vendor.</param>
/// <param name="IsEnabled">Whether it is synchronised.</param>
/// <param name="Schedule">When.</param>
/// <param name="Section">The vendor's own section.</param>
internal sealed record CrmSettings(string Entry, CrmConnection Connection, ICrmKind Kind, bool IsEnabled, Schedule Schedule, IConfigurationSection Section)
{
    /// <summary>A hash of all that connecting depends on, credentials included; when it changes, the account is connected anew.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Whether every address of the vendor's section is on this machine: a practice CRM.</summary>
    public bool IsLoopback
    {
        get
        {
            var addresses = Kind.Settings.Where(setting => setting.Name.EndsWith("Url", StringComparison.Ordinal)).Select(setting => Section[setting.Name] ?? setting.Default).ToList();
            return addresses.Count > 0 && addresses.TrueForAll(address => Uri.TryCreate(address, UriKind.Absolute, out var url) && url.IsLoopback);
        }
    }
}

/// <summary>What keeps a mistake small.</summary>
/// <param name="DryRun">Whether nothing is written to any CRM.</param>
/// <param name="Brake">When a plan is held until a person releases it.</param>
internal sealed record SafetySettings(bool DryRun, BrakeSettings Brake);

/// <summary>The memory.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="KeepFor">How long history is kept.</param>
/// <param name="KeepGoneFor">How long a deal that is gone is kept.</param>
internal sealed record JournalSettings(JournalPlace Place, TimeSpan KeepFor, TimeSpan KeepGoneFor);

/// <summary>The settings cannot be used; every fault is told at once.</summary>
internal sealed class SettingsException(IReadOnlyList<SettingsFault> faults) : Exception($"{faults.Count} faults in the settings.")
{
    public IReadOnlyList<SettingsFault> Faults { get; } = faults;
}
