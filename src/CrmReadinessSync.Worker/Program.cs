using CrmReadinessSync.Worker;

return await CommandLine.RunAsync(args, Surroundings.OfProcess(), CancellationToken.None);
