using System.CommandLine;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document on stdout and nothing else." };

    public static Option<string?> Crm() => new("--crm") { Description = "Only this connection, or all parts of a split one.", HelpName = "NAME" };

    public static Option<string?> Language() => new Option<string?>("--language") { Description = "The language of texts." }.AcceptOnly([.. RepLanguage.All]);

    public static Option<DateTimeOffset?> Now() => new("--now")
    {
        Description = "Run as of this instant, for tests; only when every CRM is on this machine.",
        HelpName = "INSTANT",
        CustomParser = result =>
        {
            if (MomentShape.Parse(result.Tokens[0].Value) is { } now)
            {
                return now;
            }

            result.AddError("--now takes an instant such as 2026-11-26T09:00:00+09:00.");
            return null;
        },
    };

    /// <summary>The enabled connections, or the one asked for.</summary>
    /// <exception cref="SettingsException">There is none.</exception>
    public static IReadOnlyList<CrmSettings> Chosen(WorkerSettings settings, string? name)
    {
        if (name is null)
        {
            var enabled = settings.Enabled.ToList();
            return enabled.Count > 0 ? enabled : throw new SettingsException(
            [
                new SettingsFault(
                    "Crms",
                    settings.Crms.IsEmpty ? "No CRM is connected." : $"No CRM is enabled (there is {string.Join(", ", settings.Crms.Select(crm => crm.Connection.Name))}).",
                    "Set \"Enabled\": true and its credentials, for instance CRS_Crms__hubspot__Enabled=true and CRS_Crms__hubspot__HubSpot__AccessToken=…; or try `demo`, which needs no account.",
                    File: settings.BaseFile),
            ]);
        }

        return settings.Enabled.Where(crm => crm.Connection.Name == name || crm.Entry == name).ToList() is { Count: > 0 } chosen
            ? chosen
            : throw new SettingsException(
            [
                new SettingsFault(
                    $"Crms:{name}",
                    settings.Crms.Any(crm => crm.Connection.Name == name || crm.Entry == name) ? "The connection is not enabled." : "There is no such connection.",
                    settings.Crms.FirstOrDefault(crm => crm.Connection.Name == name || crm.Entry == name) is { } off ? $"Set Crms:{off.Entry}:Enabled to true." : NearestName.Remedy(name, [.. settings.Crms.Select(crm => crm.Connection.Name)]),
                    File: settings.BaseFile),
            ]);
    }

    /// <summary>The one enabled connection asked for.</summary>
    /// <exception cref="SettingsException">There is none, or the name is that of several parts.</exception>
    public static CrmSettings One(WorkerSettings settings, string? name) => Chosen(settings, name) switch
    {
        [var one] => one,
        var parts => throw new SettingsException(
        [
            new SettingsFault($"Crms:{name}", "The account is split into parts.", $"Name the part: {string.Join(", ", parts.Select(part => part.Connection.Name))}.", File: settings.BaseFile),
        ]),
    };

    /// <summary>The clock of a command: the given one, or one that starts at <paramref name="now"/>.</summary>
    /// <exception cref="SettingsException">An instant is given and a CRM is not on this machine.</exception>
    public static TimeProvider Clock(TimeProvider time, DateTimeOffset? now, IReadOnlyList<CrmSettings> crms)
    {
        if (now is not { } instant)
        {
            return time;
        }

        return crms.FirstOrDefault(crm => !crm.IsLoopback) is { } real
            ? throw new SettingsException([new SettingsFault("--now", $"{real.Connection.Name} is a real account; its flags follow the real clock.", "Leave --now out, or point every CRM at a practice CRM on this machine.")])
            : new ShiftedTime(time, instant);
    }

    private static Option<T> AcceptOnly<T>(this Option<T> option, params string[] values)
    {
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
