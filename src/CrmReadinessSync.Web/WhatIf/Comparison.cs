using System.Collections.Immutable;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Web;

/// <summary>Deals as other rules would judge them beside how the rules in force do, both at the instant at which the board was read.</summary>
internal static class Comparison
{
    private const int FlipsShown = 40;

    public static WhatIfTotals Of(PageContext context, Boards boards, ReadinessRules other)
    {
        var rules = context.Service.Rules;
        var (judged, left, depths) = (0, 0, 0);
        var moves = new SortedDictionary<(Flag Old, Flag New), int>();
        var moved = new List<(DealCard Deal, Judgement Before, Judgement After)>();
        foreach (var crm in context.Service.Enabled)
        {
            var board = boards[crm.Connection.Name];
            var clock = new JudgingClock(board.AsOf, crm.Connection.TimeZone);
            var isCurrent = board.Rules?.Fingerprint == rules.Fingerprint;
            foreach (var deal in board.Deals)
            {
                if (deal is not { Facts: { } facts, Judged: { } asRead })
                {
                    left++;
                    continue;
                }

                judged++;
                var (before, after) = (isCurrent ? asRead : rules.Decide(facts, clock), other.Decide(facts, clock));
                depths += before.TalkDepth != after.TalkDepth ? 1 : 0;
                if (before.Flag != after.Flag)
                {
                    moves[(before.Flag, after.Flag)] = moves.GetValueOrDefault((before.Flag, after.Flag)) + 1;
                }

                if ((before.Flag, before.TalkDepth) != (after.Flag, after.TalkDepth))
                {
                    moved.Add((deal, before, after));
                }
            }
        }

        return new WhatIfTotals(
            judged,
            left,
            moves.Values.Sum(),
            depths,
            [.. moves.Select(move => (move.Key.Old, move.Key.New, move.Value))],
            [
                .. moved.OrderBy(one => one.Deal.Meeting ?? DateTimeOffset.MaxValue).ThenByDescending(one => one.Before.Flag != one.After.Flag).Take(FlipsShown)
                    .Select(one => new WhatIfFlip(one.Deal, one.Before, one.After, Because(rules, other, one.After))),
            ]);
    }

    /// <summary>The premises whose requirement was changed and that are not met in this deal.</summary>
    private static ImmutableArray<string> Because(ReadinessRules rules, ReadinessRules other, Judgement after) =>
    [
        .. other.Premises
            .Where((premise, i) => after.FindingOf(i) is not Finding.Met
                && rules.Premises[i] is var old
                && (old.IsEssential, old.CeilingWhenUnknown, old.CeilingWhenUnmet) != (premise.IsEssential, premise.CeilingWhenUnknown, premise.CeilingWhenUnmet))
            .Select(premise => premise.Name),
    ];
}

/// <summary>What other rules would do.</summary>
public sealed record WhatIfTotals(
    int Judged, int Left, int Flips, int Depths, ImmutableArray<(Flag Old, Flag New, int Count)> Moves, ImmutableArray<WhatIfFlip> Nearest);

/// <summary>A deal that other rules would judge otherwise.</summary>
public sealed record WhatIfFlip(DealCard Deal, Judgement Before, Judgement After, ImmutableArray<string> Because);
