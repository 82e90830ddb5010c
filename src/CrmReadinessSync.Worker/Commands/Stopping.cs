namespace CrmReadinessSync.Worker;

/// <summary>Waits for the person or the service manager to ask for a stop.</summary>
internal static class Stopping
{
    /// <summary>Returns once a stop is asked for; it is a success, so nothing is thrown.</summary>
    public static async Task WaitAsync(CancellationToken cancellationToken)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellationToken.Register(asked.SetResult))
        {
            await asked.Task;
        }
    }
}
