using System.Globalization;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Simulation;

/// <summary>Holds what the CRM shows of every open deal against what it must show, in all fields.</summary>
internal sealed class Convergence(World world)
{
    private readonly Hands _hands = new(world);

    /// <summary>Breaks the law with the first deal that shows something else.</summary>
    public void Check()
    {
        foreach (var deal in world.Side.Truth.OpenDeals)
        {
            if (FaultOf(deal) is { } fault)
            {
                world.Laws.Break(fault);
                return;
            }
        }
    }

    private string? FaultOf(CrmRecord deal)
    {
        var isSuppressed = world.Undos.IsSuppressed(deal);
        if (isSuppressed is not false && !world.Undos.WasWrittenSince(deal))
        {
            return null;
        }

        if (isSuppressed is true)
        {
            return $"What was undone stays undone until facts or rules change: deal {world.Side.IdOf(deal.Key)} was written again.";
        }

        var shown = Truth.Shown(deal);
        string? fault = null;
        foreach (var hand in _hands.OptionsOf(deal))
        {
            var found = Difference(deal, hand, shown);
            if (found is null)
            {
                return null;
            }

            fault ??= found;
        }

        return fault;
    }

    private string? Difference(CrmRecord deal, Hand? hand, SortedDictionary<string, string?> shown)
    {
        var wanted = world.Side.Truth.Wanted(deal, world.Rules, world.Time.Now, hand);
        // Texts say until when a rep's word lasts; by a clock that was wrong when it was seen, nobody can tell.
        var free = hand is not null && world.History.Happenings.Any(happening => happening.What is What.ClockJump)
            ? Hands.LeftAlone(deal).Append(ReadinessFields.NextStep).Append(ReadinessFields.Reasons)
            : Hands.LeftAlone(deal);
        foreach (var target in ReadinessFields.Targets.Except(free, StringComparer.Ordinal))
        {
            if (shown[target] != wanted[target])
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"The CRM converges within two calm cycles: {target} of deal {deal.Key.Number} ({world.Side.IdOf(deal.Key)}) shows\n  {shown[target]}\nand should show\n  {wanted[target]}{(hand is null ? "" : $" (set by hand: {hand})")}");
            }
        }

        return null;
    }
}
