using System.Diagnostics;
using System.Globalization;
using CrmReadinessSync.Simulation;

// dotnet run --project tests/CrmReadinessSync.Simulation -- --seeds N [--seed S] [--crm hubspot|salesforce|both] [--trace]
var seeds = Number("--seeds") ?? 1;
var first = Number("--seed") ?? 1;
string[] crms = Text("--crm") is { } crm and not "both" ? [crm] : Sides.All;
var keepsTrace = args.Contains("--trace", StringComparer.Ordinal);
var watch = Stopwatch.StartNew();
long requests = 0;
var ran = 0;
for (var seed = first; seed < first + seeds; seed++)
{
    foreach (var side in crms)
    {
        var history = HistoryMaker.Draw(seed, side);
        var outcome = Simulator.Run(history);
        requests += outcome.Requests;
        ran++;
        if (outcome.Broken is { } law)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seed {seed} on {side} breaks a law: {law}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ran} histories, {ran / watch.Elapsed.TotalSeconds:0.0} seeds a second; looking for the shortest history"));
            var shortest = new Shrinker(shorter => Simulator.Run(shorter).Broken).Shrink(history);
            var last = Simulator.Run(shortest, keepsTrace: true);
            Console.WriteLine(shortest.Describe());
            Console.WriteLine(last.Broken);
            if (keepsTrace)
            {
                Console.WriteLine(string.Join('\n', last.Lines));
            }

            return 1;
        }
    }
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ran} histories, {requests} requests, {ran / watch.Elapsed.TotalSeconds:0.0} seeds a second, no law broken"));
return 0;

string? Text(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

int? Number(string name) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
