using System.Text.Json;
using CrmReadinessSync.History;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>Turns what stops a command into words and an exit code.</summary>
internal static class Guarded
{
    /// <summary>Runs a command. With <paramref name="json"/> stdout holds one document even when it fails.</summary>
    public static async Task<int> RunAsync(Surroundings surroundings, bool json, Func<Task<int>> command, CancellationToken cancellationToken)
    {
        try
        {
            return await command();
        }
        catch (SettingsException faulty)
        {
            FaultsDocument.Print(faulty.Faults, surroundings.Error, json ? surroundings.Out : null);
            return ExitCode.Settings;
        }
        catch (HistoryFileException failed)
        {
            Tell("file", failed.Message, failed.Remedy);
            return ExitCode.Settings;
        }
        catch (CrmException failed)
        {
            Tell(failed.Failure.Code, failed.Failure.Words, failed.Failure.Remedy);
            return failed.IsEnvironment ? ExitCode.Environment : ExitCode.Failed;
        }
        catch (JournalException failed)
        {
            Tell("journal", failed.Message, failed.Remedy);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
        catch (Exception failed)
        {
            Tell("unexpected", $"{failed.GetType().Name}: {failed.Message}", "Nothing is lost: run it again. If it stays, report it with the log.");
            return ExitCode.Failed;
        }

        void Tell(string code, string words, string? remedy)
        {
            surroundings.Error.WriteLine($"{code}: {words}");
            if (remedy is not null)
            {
                surroundings.Error.WriteLine($"  {remedy}");
            }

            if (json)
            {
                surroundings.Out.WriteLine(JsonSerializer.Serialize(new ErrorDocument(new ErrorDetail(code, words, remedy)), WorkerJson.Readable.ErrorDocument));
            }
        }
    }
}
