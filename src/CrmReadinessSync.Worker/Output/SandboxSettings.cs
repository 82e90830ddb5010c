using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>A settings file that connects to a practice CRM, so that every command can be tried on it.</summary>
internal static class SandboxSettings
{
    /// <summary>Writes it, for this user's eyes only. The practice journal lies beside it: a real account's journal refuses another account.</summary>
    /// <param name="file">The file.</param>
    /// <param name="sandbox">The practice CRM.</param>
    /// <param name="planted">Whether its history is planted: there fit is a free text.</param>
    /// <exception cref="SettingsException">It cannot be written.</exception>
    public static void Write(string file, SandboxDocument sandbox, bool planted = false)
    {
        var settings = new JsonObject
        {
            ["Crms"] = new JsonObject
            {
                ["hubspot"] = new JsonObject
                {
                    ["Kind"] = "HubSpot", ["Enabled"] = true, ["HubSpot"] = new JsonObject { ["BaseUrl"] = sandbox.Hubspot.BaseUrl, ["AccessToken"] = sandbox.Hubspot.AccessToken },
                },
                ["salesforce"] = new JsonObject
                {
                    ["Kind"] = "Salesforce", ["Enabled"] = true, ["Salesforce"] = new JsonObject
                    {
                        ["LoginUrl"] = sandbox.Salesforce.LoginUrl, ["ClientId"] = sandbox.Salesforce.ClientId,
                        ["Username"] = sandbox.Salesforce.Username, ["PrivateKey"] = sandbox.Salesforce.PrivateKey,
                    },
                },
            },
            ["Journal"] = new JsonObject { ["ConnectionString"] = $"Data Source={Path.ChangeExtension(file, null)}-journal/journal.db" },
        };
        if (planted)
        {
            settings["Crms"]!["hubspot"]!["Fields"] = new JsonObject { ["fit"] = new JsonObject { ["From"] = "planted_fit" } };
            settings["Crms"]!["salesforce"]!["Fields"] = new JsonObject { ["fit"] = new JsonObject { ["From"] = "Planted_Fit__c" } };
        }

        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var writer = new StreamWriter(new FileStream(file, options));
            writer.WriteLine(settings.ToJsonString(WorkerJson.Readable.Options));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([new SettingsFault("--write-settings", failed.Message, "Name a file that can be written.", file)]);
        }
    }
}
