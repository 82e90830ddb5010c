using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CrmReadinessSync.Simulation;

// dotnet run --project tests/CrmReadinessSync.Simulation -- --seeds N [--seed S] [--crm hubspot|salesforce|both] [--journal file|postgres] [--workers N] [--trace], or --mutants [--named TEXT]
var seeds = Number("--seeds") ?? 1;
var first = Number("--seed") ?? 1;
string[] crms = Text("--crm") is { } crm and not "both" ? [crm] : Sides.All;
var keepsTrace = args.Contains("--trace", StringComparer.Ordinal);
if (args.Contains("--mutants", StringComparer.Ordinal))
{
    return Mutants();
}

await using var server = Text("--journal") is "postgres" ? await ServerHome.StartAsync(CancellationToken.None) : null;
// One database serves one history at a time; files are each history's own.
var workers = server is null ? Math.Clamp(Number("--workers") ?? Environment.ProcessorCount, 1, seeds) : 1;
var watch = Stopwatch.StartNew();
long requests = 0;
var ran = 0;
var histories = Enumerable.Range(first, seeds).SelectMany(seed => crms.Select(crm => (Seed: seed, Crm: crm))).ToList();
var broken = new ConcurrentDictionary<long, string>();
Parallel.For(0L, histories.Count, new ParallelOptions { MaxDegreeOfParallelism = workers }, (at, loop) =>
{
    var outcome = Simulator.Run(HistoryMaker.Draw(histories[(int)at].Seed, histories[(int)at].Crm), home: server);
    Interlocked.Add(ref requests, outcome.Requests);
    Interlocked.Increment(ref ran);
    if (outcome.Broken is { } law)
    {
        // All before it are still run, so that the first is always the same one.
        broken[at] = law;
        loop.Break();
    }
});
var speed = ran / watch.Elapsed.TotalSeconds;
if (broken.IsEmpty)
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ran} histories, {requests} requests, {speed:0.0} seeds a second, no law broken"));
    return 0;
}

var (found, firstLaw) = broken.MinBy(one => one.Key);
var (brokenSeed, side) = histories[(int)found];
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seed {brokenSeed} on {side} breaks a law: {firstLaw}"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ran} histories, {speed:0.0} seeds a second; looking for the shortest history"));
var shortest = new Shrinker(shorter => Simulator.Run(shorter, home: server).Broken).Shrink(HistoryMaker.Draw(brokenSeed, side));
var last = Simulator.Run(shortest, keepsTrace: true, home: server);
Console.WriteLine(shortest.Describe());
Console.WriteLine(last.Broken);
if (keepsTrace)
{
    Console.WriteLine(string.Join('\n', last.Lines));
}

return 1;

string? Text(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

int? Number(string name) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

// Each deliberate bug, with the first seed whose laws catch it.
int Mutants()
{
    var missed = 0;
    foreach (var mutant in AllMutants.List.Where(mutant => mutant.Name.Contains(Text("--named") ?? "", StringComparison.OrdinalIgnoreCase)))
    {
        var caught = Enumerable.Range(first, 1000).Select(seed => (Seed: seed, Crm: crms[seed % crms.Length]))
            .Select(run => (run.Seed, run.Crm, Simulator.Run(HistoryMaker.Draw(run.Seed, run.Crm), mutant).Broken)).FirstOrDefault(run => run.Broken is not null);
        missed += caught.Broken is null ? 1 : 0;
        Console.WriteLine(caught.Broken is null
            ? $"NOT CAUGHT  {mutant.Name}"
            : string.Create(CultureInfo.InvariantCulture, $"seed {caught.Seed,4} on {caught.Crm,-10}  {mutant.Name}: {caught.Broken.Split('\n')[0]}"));
    }

    return missed == 0 ? 0 : 1;
}
