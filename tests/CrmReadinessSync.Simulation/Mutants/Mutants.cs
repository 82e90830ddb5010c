using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Simulation;

/// <summary>
/// The deliberate bugs. Each is one of those that a change to the cycle, to a slice or to the journal could bring in, put between the ports so
/// that product code has no switch for it; each must be caught by the laws.
/// </summary>
internal static class AllMutants
{
    public static ImmutableArray<Mutant> List { get; } =
    [
        new("the positions are kept before what was read") { Crm = crm => new BrokenCrm(crm) { Changed = BrokenPages.PositionsFirst }.Whole },
        new("windows do not overlap by what the index lags") { Connection = connection => connection with { IndexLag = TimeSpan.Zero } },
        new("outcomes are told of the next deal in the batch") { Crm = crm => new BrokenCrm(crm) { Write = async (batch, send) => Shifted(await send(batch)) }.Whole },
        new("a lost answer is sent again as if it were a failure") { Crm = crm => new BrokenCrm(crm) { Write = SendTwiceAsync }.Whole },
        new("a worker does not look at its lease") { Journal = call => call.Method.Name is nameof(ILeases.KeepLeaseAsync) ? Task.CompletedTask : call.Proceed() },
        new("our own echo is not recognised") { Crm = crm => new BrokenCrm(crm) { Write = async (batch, send) => [.. (await send(batch)).Select(outcome => outcome with { StampAfter = null })] }.Whole },
        new("what is unsettled is not read again") { Journal = call => call.Method.Name is nameof(IJournal.ListUnsettledAsync) ? BrokenPages.None<string>() : call.Proceed() },
        new("a deal that is gone is taken for a blank one") { Crm = crm => new BrokenCrm(crm) { Named = BrokenPages.GoneAsBlank }.Whole },
        new("an error is taken for the end of the list") { Crm = crm => new BrokenCrm(crm) { Changed = BrokenPages.ErrorsAsEnd }.Whole },
        new("retries never back off") { Journal = NeverBackOff },
        new("a deal that failed in a batch counts as written")
        {
            Crm = crm => new BrokenCrm(crm) { Write = async (batch, send) => [.. (await send(batch)).Select(outcome => outcome with { Failure = null, IsGone = false })] }.Whole,
        },
        new("another field than ours is written") { Wire = wire => new RewritingWire(wire, ("readiness_next_step", "hs_next_step"), ("Readiness_Next_Step__c", "NextStep")) },
        new("an abandoned plan is taken up again") { Journal = new StalePlan().Call },
        new("a batch is not marked before it is sent") { Journal = call => call.Method.Name is nameof(IJournal.MarkSentAsync) ? Task.CompletedTask : call.Proceed() },
        new("other rules make no deal due") { Journal = RulesOf },
        new("time alone makes no deal due") { Journal = NeverDue },
        new("what hangs on a deal is not led back to it")
        {
            Journal = call => call.Method.Name is nameof(IKnownDeals.FindLinkedAsync) ? Task.FromResult<IReadOnlyList<string>>([]) : call.Proceed(),
        },
        new("a cycle that was cut off is reported as complete") { Journal = AlwaysComplete },
        new("each worker counts for itself what it used of the day") { Journal = new OwnCount().Call },
        new("what stands alike on many deals is counted once and never again") { Journal = new OneCount().Call },
        .. PeopleMutants.List,
    ];

    private static List<WriteOutcome> Shifted(IReadOnlyList<WriteOutcome> outcomes) =>
        [.. outcomes.Select((outcome, at) => outcomes[(at + 1) % outcomes.Count] with { DealId = outcome.DealId })];

    private static async Task<IReadOnlyList<WriteOutcome>> SendTwiceAsync(IReadOnlyList<DealWrite> batch, Func<IReadOnlyList<DealWrite>, Task<IReadOnlyList<WriteOutcome>>> send)
    {
        try
        {
            return await send(batch);
        }
        catch (CrmException failed) when (failed.Failure.Action is FailureAction.Retry)
        {
            return await send(batch);
        }
    }

    private static object? NeverBackOff(JournalCall call)
    {
        for (var at = 0; at < call.Arguments.Length; at++)
        {
            call.Arguments[at] = call.Arguments[at] switch
            {
                ReadBatch batch => batch with { Failed = [.. batch.Failed.Select(retry => retry with { NextAt = retry.FirstAt })] },
                IReadOnlyList<WriteRecord> records => records.Select(record => record with { Retry = record.Retry is { } retry ? retry with { NextAt = retry.FirstAt } : null }).ToList(),
                var other => other,
            };
        }

        return call.Proceed();
    }

    private static object? RulesOf(JournalCall call)
    {
        for (var at = 0; at < call.Arguments.Length; at++)
        {
            call.Arguments[at] = call.Arguments[at] switch
            {
                RunStart start => start with { Rules = "always the same" },
                DueRequest due => due with { Rules = "always the same" },
                var other => other,
            };
        }

        return call.Proceed();
    }

    private static object? NeverDue(JournalCall call)
    {
        if (call.Method.Name is nameof(IJournal.SaveJudgedAsync))
        {
            call.Arguments[1] = ((IReadOnlyList<JudgedDeal>)call.Arguments[1]!).Select(deal => deal with { DueAt = null }).ToList();
        }

        return call.Proceed();
    }

    private static object? AlwaysComplete(JournalCall call)
    {
        if (call.Method.Name is nameof(IJournal.EndRunAsync))
        {
            call.Arguments[1] = (RunEnd)call.Arguments[1]! with { State = RunState.Completed, Failure = null };
        }

        return call.Proceed();
    }

    /// <summary>Counts what stands alike only the first time.</summary>
    private sealed class OneCount
    {
        private readonly ConditionalWeakTable<object, object> _counted = [];

        public object? Call(JournalCall call) => call.Method.Name is nameof(ICopies.RecountAsync) && !_counted.TryAdd(call.Journal, call) ? Task.CompletedTask : call.Proceed();
    }

    /// <summary>Keeps what an earlier run planned and did not finish, and lets the next one write it.</summary>
    private sealed class StalePlan
    {
        private readonly Dictionary<string, PlannedWrite> _stale = new(StringComparer.Ordinal);

        public object? Call(JournalCall call) => call.Method.Name switch
        {
            nameof(IJournal.BeginRunAsync) => BeginAsync(call),
            nameof(IJournal.ReadPlanAsync) => PlanAsync(call),
            _ => call.Proceed(),
        };

        private async Task<long> BeginAsync(JournalCall call)
        {
            _stale.Clear();
            if (await call.Journal.ReadRunsAsync(1, CancellationToken.None) is [{ End: null } last])
            {
                await foreach (var batch in call.Journal.ReadPlanAsync(last.Id, 100, CancellationToken.None))
                {
                    foreach (var write in batch)
                    {
                        _stale[write.DealId] = write;
                    }
                }
            }

            return await (Task<long>)call.Proceed()!;
        }

        private async IAsyncEnumerable<IReadOnlyList<PlannedWrite>> PlanAsync(JournalCall call)
        {
            var run = (long)call.Arguments[0]!;
            if (_stale.Count > 0)
            {
                await call.Journal.SaveJudgedAsync(run, [.. _stale.Values.Select(write => new JudgedDeal(write.DealId, null, DealOutcome.Planned, null, write))], CancellationToken.None);
                _stale.Clear();
            }

            await foreach (var batch in (IAsyncEnumerable<IReadOnlyList<PlannedWrite>>)call.Proceed()!)
            {
                yield return batch;
            }
        }
    }
}
