using System.Globalization;
using System.Text;
using CrmReadinessSync.Readiness;
using CsvHelper;

namespace CrmReadinessSync.Worker;

/// <summary>What would change as a table, a row a deal, nearest meeting first.</summary>
internal static class PreviewTable
{
    private static readonly string[] Columns =
        ["crm", "deal", "name", "meeting", "flag_old", "flag_new", "phase_old", "phase_new", "talk_depth_old", "talk_depth_new", "because", "next_step"];

    /// <summary>Writes a file that only this user may read: it holds deals. Spreadsheets know by the mark at its start that it is UTF-8.</summary>
    /// <exception cref="SettingsException">It cannot be written.</exception>
    public static void Write(string path, IEnumerable<(string Crm, CrmPreview Preview)> previews)
    {
        try
        {
            using var file = new StreamWriter(new FileStream(path, Options()), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
            // A deal's name that begins like a formula must not become one.
            using var table = CsvWriter.Create(file, CsvWriterOptions.Default with { Injection = CsvInjection.Escape }, leaveOpen: true);
            table.WriteRecord(Columns);
            foreach (var (crm, preview) in previews)
            {
                foreach (var deal in preview.Deals)
                {
                    table.WriteRecord(
                    [
                        crm, deal.Deal, deal.Name ?? "", deal.Meeting?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "", deal.Flag.Old ?? "", deal.Flag.New ?? "",
                        deal.Phase.Old ?? "", deal.Phase.New ?? "", deal.TalkDepth.Old ?? "", deal.TalkDepth.New ?? "", deal.Reason, deal.NextStep ?? "",
                    ]);
                }
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([new SettingsFault("--csv", failed.Message, "Name a file that can be written.", path)]);
        }
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
