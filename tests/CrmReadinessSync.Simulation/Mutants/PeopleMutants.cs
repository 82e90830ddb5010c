using System.Collections.Immutable;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Simulation;

/// <summary>Deliberate bugs in what people have a say in: the brake, its releases, their hands on our fields, and undoing.</summary>
internal static class PeopleMutants
{
    public static ImmutableArray<Mutant> List { get; } =
    [
        new("the brake is ignored") { Brake = brake => brake with { MassFlip = 1 } },
        new("rules need not be seen in a preview") { Brake = brake => brake with { RequirePreview = false } },
        new("the first writes to an account are not held") { Journal = call => call.Method.Name is nameof(IJournal.ReadHeadAsync) ? OpenedAsync(call) : call.Proceed() },
        new("of a held plan all goes that is no flip") { Journal = OnlyFlips },
        new("what is released is written as it was held") { Journal = new StaleRelease().Call },
        new("a flag set by hand is not noticed") { Journal = call => Standings(call, standing => standing with { HandSet = null }) },
        new("what somebody keeps overwriting is not noticed")
        {
            Journal = call => Standings(call, standing => standing with { Overwritten = ImmutableSortedDictionary<string, Overwriting>.Empty }),
        },
        new("what was undone is forgotten") { Journal = ForgetUndone },
        new("an undo trusts what the journal remembers") { Crm = crm => new BrokenCrm(crm) { Named = Unread }.Whole },
    ];

    private static async Task<JournalHead> OpenedAsync(JournalCall call) => await (Task<JournalHead>)call.Proceed()! with { IsOpened = true };

    private static object? OnlyFlips(JournalCall call)
    {
        if (call.Method.Name is nameof(IHeldPlans.HoldAsync))
        {
            call.Arguments[2] = true;
        }

        return call.Proceed();
    }

    private static object? Standings(JournalCall call, Func<DealStanding, DealStanding> change)
    {
        if (call.Method.Name is nameof(IJournal.SaveReadAsync) && (ReadBatch)call.Arguments[1]! is { Standings: { } standings } batch)
        {
            call.Arguments[1] = batch with { Standings = standings.ToDictionary(pair => pair.Key, pair => change(pair.Value), StringComparer.Ordinal) };
        }

        return call.Proceed();
    }

    private static object? ForgetUndone(JournalCall call)
    {
        if (call.Method.Name is nameof(IJournal.SaveJudgedAsync))
        {
            call.Arguments[1] = ((IReadOnlyList<JudgedDeal>)call.Arguments[1]!)
                .Select(deal => deal.Standing is { } standing ? deal with { Standing = standing with { Undone = null } } : deal).ToList();
        }

        return call.Proceed();
    }

    private static async IAsyncEnumerable<DealPage> Unread(ReadRequest request, IAsyncEnumerable<DealPage> pages)
    {
        await foreach (var page in pages)
        {
            var known = await request.Known.FindAsync([.. page.Deals.Select(deal => deal.Id)], CancellationToken.None);
            yield return page with { Deals = [.. page.Deals.Select(deal => known.TryGetValue(deal.Id, out var before) ? before.Snapshot : deal)] };
        }
    }
}

/// <summary>Writes what was released just as it was held, whatever has happened since.</summary>
internal sealed class StaleRelease
{
    private readonly List<PlannedWrite> _held = [];

    public object? Call(JournalCall call) => call.Method.Name switch
    {
        nameof(IHeldPlans.TakeReleaseAsync) => TakeAsync(call),
        nameof(IJournal.ReadPlanAsync) => PlanAsync(call),
        _ => call.Proceed(),
    };

    private async Task<bool> TakeAsync(JournalCall call)
    {
        _held.Clear();
        var isReleased = await (Task<bool>)call.Proceed()!;
        if (!isReleased)
        {
            return false;
        }

        await foreach (var page in call.Journal.ReadOpenDealsAsync(CancellationToken.None))
        {
            foreach (var deal in page.Where(deal => deal.Outcome is DealOutcome.Held))
            {
                var writes = await call.Journal.ReadWritesAsync(run: null, deal.Snapshot.Id, 5, CancellationToken.None);
                if (writes.FirstOrDefault(write => write.Outcome is DealOutcome.Held) is { } held)
                {
                    _held.Add(new PlannedWrite(held.DealId, held.Changes, null, deal.Snapshot.GroupKey));
                }
            }
        }

        return true;
    }

    private async IAsyncEnumerable<IReadOnlyList<PlannedWrite>> PlanAsync(JournalCall call)
    {
        await call.Journal.SaveJudgedAsync((long)call.Arguments[0]!, [.. _held.Select(write => new JudgedDeal(write.DealId, null, DealOutcome.Planned, null, write))], CancellationToken.None);
        _held.Clear();
        await foreach (var batch in (IAsyncEnumerable<IReadOnlyList<PlannedWrite>>)call.Proceed()!)
        {
            yield return batch;
        }
    }
}

/// <summary>Adds up only what this worker itself used.</summary>
internal sealed class OwnCount
{
    private readonly Dictionary<(object Journal, string Day), long> _own = [];

    public object? Call(JournalCall call) => call.Method.Name is nameof(ICrmCache.AddAsync)
        ? Task.FromResult(_own[(call.Journal, (string)call.Arguments[1]!)] = _own.GetValueOrDefault((call.Journal, (string)call.Arguments[1]!)) + (long)call.Arguments[2]!)
        : call.Proceed();
}
