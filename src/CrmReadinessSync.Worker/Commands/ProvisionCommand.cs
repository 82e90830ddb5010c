using System.CommandLine;
using System.Text.Json;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary><c>provision</c>: plan or make the fields a connection needs.</summary>
internal static class ProvisionCommand
{
    /// <summary>A fresh field may take a moment to show, and what came out of a bin may lack something: look again this often.</summary>
    private const int Rounds = 3;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    public static Command Create(Surroundings surroundings, SettingsOptions sources)
    {
        var crm = new Argument<string>("CRM") { Description = "The connection's name." };
        var apply = new Option<bool>("--apply") { Description = "Make what is missing; without it only the plan is shown." };
        var json = CommonOptions.Json();
        var command = new Command(
            "provision",
            "Show what the CRM lacks for a connection — fields, choices, permissions — and what only a person can do; with --apply, make it. Never deletes, never narrows; doing it twice is doing it once.") { crm, apply, json };
        command.SetAction((arguments, cancellationToken) => Guarded.RunAsync(
            surroundings,
            arguments.GetValue(json),
            async () =>
            {
                var settings = Loading.Load(surroundings, sources.Read(arguments, surroundings));
                var one = CommonOptions.Chosen(settings, arguments.GetRequiredValue(crm))[0];
                await using var connected = one.Kind.Connect(one.Connection, one.Section);
                var plan = await connected.Provisioner.PlanAsync(cancellationToken);
                var document = arguments.GetValue(apply)
                    ? await ApplyAsync(connected.Provisioner, plan, one.Connection.Name, surroundings, cancellationToken)
                    : ProvisionDocument.OfPlan(one.Connection.Name, plan);
                if (arguments.GetValue(json))
                {
                    surroundings.Out.WriteLine(JsonSerializer.Serialize(document, WorkerJson.Readable.ProvisionDocument));
                }
                else
                {
                    document.Print(surroundings.Out);
                }

                return document.Failed > 0 ? ExitCode.Environment : ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    private static async Task<ProvisionDocument> ApplyAsync(IProvisioner provisioner, ProvisionPlan plan, string name, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var done = new List<(ProvisionStep Step, CrmFailure? Failure)>();
        for (var round = 1; ; round++)
        {
            var stopped = false;
            foreach (var step in plan.Steps)
            {
                var failure = await TryAsync(step, cancellationToken);
                done.RemoveAll(one => one.Step.Action == step.Action && one.Step.Place == step.Place && one.Step.What == step.What);
                done.Add((step, failure));
                // A refused permission refuses the rest too, and what comes later may build on what did not come to be.
                stopped = failure is not null;
                if (stopped)
                {
                    break;
                }
            }

            if (stopped || plan.Steps.Count == 0)
            {
                return ProvisionDocument.OfWork(name, plan, done, isComplete: !stopped);
            }

            await Task.Delay(Settling, surroundings.Time, cancellationToken);
            plan = await provisioner.PlanAsync(cancellationToken);
            if (plan.Steps.Count == 0 || round == Rounds)
            {
                return ProvisionDocument.OfWork(name, plan, done, isComplete: plan.Steps.Count == 0);
            }
        }
    }

    private static async Task<CrmFailure?> TryAsync(ProvisionStep step, CancellationToken cancellationToken)
    {
        try
        {
            await step.RunAsync(cancellationToken);
            return null;
        }
        catch (CrmException failed)
        {
            return failed.Failure;
        }
    }
}
