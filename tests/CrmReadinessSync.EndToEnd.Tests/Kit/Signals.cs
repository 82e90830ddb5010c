using System.Runtime.InteropServices;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>Signals of a Unix, sent to one process.</summary>
internal static class Signals
{
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Send(int process, int signal) => Kill(process, signal).ShouldBe(0, $"signal {signal} to a process of ours");

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
