using System.Runtime.CompilerServices;

namespace CrmReadinessSync.Http.Tests;

internal static class RoomyPool
{
    /// <summary>
    /// Virtual time blocks its thread while library code comes back on another: with as few pool threads as cores, that code would wait for
    /// the pool to grow, and time would move on without it.
    /// </summary>
    [ModuleInitializer]
    internal static void Widen() => ThreadPool.SetMinThreads(64, 64);
}
