using System.Globalization;
using CrmReadinessSync.Sync;
using Spectre.Console;

namespace CrmReadinessSync.Worker;

/// <summary>Shows how far cycles are, on a terminal; a pipe stays quiet.</summary>
internal static class CycleProgressLine
{
    /// <summary>Runs work that reports its progress under a name.</summary>
    public static async Task<T> ShowAsync<T>(Surroundings surroundings, Func<Func<string, IProgress<CycleProgress>?>, Task<T>> work)
    {
        if (!surroundings.IsTerminal)
        {
            return await work(_ => null);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(surroundings.Error) });
        return await console.Status().StartAsync("Connecting", context => work(crm => new Line(context, crm)));
    }

    private sealed class Line(StatusContext context, string crm) : IProgress<CycleProgress>
    {
        public void Report(CycleProgress value)
        {
            var counts = value.Counts;
            context.Status(Markup.Escape(string.Create(
                CultureInfo.InvariantCulture, $"{crm}: {value.Stroke.ToString().ToLowerInvariant()} — read {counts.Read}, judged {counts.Judged}, written {counts.Written}")));
        }
    }
}
