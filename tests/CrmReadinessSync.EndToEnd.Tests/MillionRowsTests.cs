using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>A million closed deals from a file, in one pass, in a process of its own whose memory is watched.</summary>
public sealed class MillionRowsTests(ITestOutputHelper output)
{
    private const int Rows = 1_000_000;
    private const long MostKilobytes = 300 * 1024;

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_million_rows_are_judged_in_one_pass_within_300_megabytes()
    {
        Assert.SkipUnless(File.Exists("/proc/self/status"), "Peak memory is read from /proc.");
        var folder = Directory.CreateTempSubdirectory("crs-million-");
        try
        {
            var csv = Path.Combine(folder.FullName, "deals.csv");
            Write(csv);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "map.json"), """
                { "Account": "Account", "Outcome": { "From": "Status" }, "Segments": ["Source"],
                  "Fields": { "need": { "From": "Need" }, "timing": { "From": "Timing" }, "authority": { "From": "Authority" },
                              "decision_process": { "From": "Process" }, "budget": { "From": "Budget" }, "fit": { "From": "Fit" } } }
                """, TestContext.Current.CancellationToken);
            var reading = Stopwatch.StartNew();
            var lines = File.ReadLines(csv).Count();
            reading.Stop();

            var worker = typeof(MillionRowsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "Worker").Value!;
            var judging = Stopwatch.StartNew();
            using var process = Process.Start(new ProcessStartInfo("dotnet", [worker, "backtest", "--csv", "deals.csv", "--map", "map.json", "--list", "0", "--json"])
            {
                WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            })!;
            var text = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var peak = 0L;
            var spent = TimeSpan.Zero;
            while (!process.WaitForExit(100))
            {
                peak = Math.Max(peak, PeakOf(process.Id));
                spent = SpentBy(process) ?? spent;
            }

            judging.Stop();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak {peak / 1024} MB; {judging.Elapsed.TotalSeconds:0.0} s ({spent.TotalSeconds:0.0} s of processor time) against {reading.Elapsed.TotalSeconds:0.0} s for reading the lines of the file alone"));
            process.ExitCode.ShouldBe(0, await error);
            JsonNode.Parse(await text)!["deals"]!.GetValue<int>().ShouldBe(Rows);
            lines.ShouldBe(Rows + 1);
            peak.ShouldBeInRange(1, MostKilobytes);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Write(string file)
    {
        var random = new Random(20261126);
        string[][] answers =
        [
            ["decided", "evaluating", "open", "no_plan", ""], ["dated", "event", "open", "not_now", ""], ["approver", "sponsor", "open", "no_mandate", ""],
            ["in_approval", "mapped", "open", "undisclosed", ""], ["allocated", "fundable", "open", "no_budget", ""], ["chosen", "match", "open", "mismatch", ""],
            ["web", "fair", "referral", "mail", ""],
        ];
        using var writer = new StreamWriter(file);
        writer.WriteLine("Need,Timing,Authority,Process,Budget,Fit,Source,Account,Status");
        for (var row = 0; row < Rows; row++)
        {
            foreach (var choices in answers)
            {
                writer.Write(choices[random.Next(choices.Length)]);
                writer.Write(',');
            }

            writer.Write("account ");
            writer.Write(random.Next(Rows / 2));
            writer.WriteLine(random.Next(2) == 0 ? ",Won" : ",Lost");
        }
    }

    /// <summary>Processor time so far; null once the process is gone, which takes the figure with it.</summary>
    private static TimeSpan? SpentBy(Process process)
    {
        try
        {
            return process.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Kilobytes; 0 once the process is gone.</summary>
    private static long PeakOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(one => one.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
