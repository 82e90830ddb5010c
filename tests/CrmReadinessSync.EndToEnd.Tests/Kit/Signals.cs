using System.Runtime.InteropServices;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>Signals of a Unix, sent to one process.</summary>
internal static class Signals
{
    public const int Terminate = 15;
    public const int Continue = 18;
    private const int Stop = 19;

    public static void Send(int process, int signal) => Kill(process, signal).ShouldBe(0, $"signal {signal} to a process of ours");

    /// <summary>
    /// SIGSTOP, and waits until it is in force: one thread has to be scheduled to take it, and on a busy machine the others ran on meanwhile for tens of
    /// milliseconds, long enough to begin a transaction that nobody then ends.
    /// </summary>
    public static async Task FreezeAsync(int process)
    {
        Send(process, Stop);
        if (!OperatingSystem.IsLinux())
        {
            // Elsewhere no file tells the states of threads.
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
            return;
        }

        while (HasRunningThread(process))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Whether any thread is neither stopped nor ended; the state is the first word after the name in parentheses (proc_pid_stat(5)).</summary>
    private static bool HasRunningThread(int process)
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{process}/task").Select(task => File.ReadAllText(Path.Combine(task, "stat"))).Any(stat => stat[stat.LastIndexOf(')') + 2] is not ('T' or 'Z' or 'X'));
        }
        catch (IOException)
        {
            // A thread ended between the list and its file, or the process did: the next look tells.
            return Directory.Exists($"/proc/{process}");
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
