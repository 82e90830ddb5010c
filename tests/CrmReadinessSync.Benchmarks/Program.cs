using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using CrmReadinessSync.Benchmarks;

// judge, journal, cycle, sdk, pages and start print one JSON document; anything else goes to BenchmarkDotNet.
switch (args.FirstOrDefault())
{
    case "judge":
        QuickJudging.Run(Console.Out);
        return 0;
    case "journal":
        return await JournalThroughput.RunAsync(args, Console.Out, CancellationToken.None);
    case "cycle":
        return await CycleBenchmark.RunAsync(args, Console.Out, CancellationToken.None);
    case "sdk":
        return await SdkComparison.RunAsync(args, Console.Out, CancellationToken.None);
    case "pages":
        return await PagesBenchmark.RunAsync(args, Console.Out, CancellationToken.None);
    case "start":
        return await StartBenchmark.RunAsync(args, Console.Out, CancellationToken.None);
    case "sandbox":
        await SandboxProcess.HostAsync(args, Console.Out, Console.In, CancellationToken.None);
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance);
        return 0;
}
