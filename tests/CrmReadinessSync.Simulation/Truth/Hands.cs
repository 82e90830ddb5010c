using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sandbox.Salesforce;

namespace CrmReadinessSync.Simulation;

/// <summary>A flag that a rep set by hand.</summary>
/// <param name="Flag">The word.</param>
/// <param name="SetAt">When, as far as the service can tell: the deal's stamp when it was seen.</param>
internal sealed record Hand(string Flag, DateTimeOffset SetAt);

/// <summary>What people's hands on our fields allow the CRM to show, read from its own history of the fields.</summary>
internal sealed class Hands(World world)
{
    private static readonly string[] Words = ["ready", "confirm", "hold"];

    /// <summary>Overwriting so often leaves a field alone.</summary>
    private const int Enough = 3;

    /// <summary>What may count as the rep's last word on a deal now; null is none.</summary>
    public IEnumerable<Hand?> OptionsOf(CrmRecord deal)
    {
        if (deal.History(ReadinessFields.Flag) is not [.., { Source.Kind: not SourceKind.Api, Value: { } word } last] || Array.IndexOf(Words, word) < 0)
        {
            yield return null;
            yield break;
        }

        // Nobody can tell a rep's word from ours where both are the same, or where ours may have arrived unheard.
        var isOurs = world.Side.Truth.Wanted(deal, world.Rules, world.Time.Now)[ReadinessFields.Flag] == word || world.Laws.IsDoubtful(world.Side.IdOf(deal.Key), ReadinessFields.Flag, word)
            || world.History.Happenings.Any(happening => happening.What is What.ClockJump);
        if (isOurs)
        {
            yield return null;
        }

        foreach (var at in StampsSince(deal, FirstSet(deal, last)))
        {
            yield return new Hand(word, at);
        }
    }

    /// <summary>Whether a flag set by hand surely is in force now.</summary>
    public bool Lasts(CrmRecord deal, Change set)
    {
        var now = world.Time.Now;
        return world.Side.Truth.Wanted(deal, world.Rules, now)[ReadinessFields.Flag] != set.Value
            && StampsSince(deal, FirstSet(deal, set)).All(at => Array.TrueForAll(
                [now - TimeSpan.FromMinutes(2), now, now + TimeSpan.FromMinutes(2)],
                moment => world.Side.Truth.Wanted(deal, world.Rules, moment, new Hand(set.Value!, at))[ReadinessFields.Flag] == set.Value));
    }

    /// <summary>Fields that somebody overwrote so often that they may show what they like.</summary>
    public static IEnumerable<string> LeftAlone(CrmRecord deal) => ReadinessFields.Targets.Where(target =>
        deal.History(target) is [.., { Source.Kind: not SourceKind.Api }] history && history.Count(change => change.Source.Kind is not SourceKind.Api) >= Enough);

    /// <summary>What a rep takes back and sets again between two reads looks as if it had stood there all the time.</summary>
    private static DateTimeOffset FirstSet(CrmRecord deal, Change last) =>
        deal.History(ReadinessFields.Flag).Reverse().TakeWhile(change => change.Source.Kind is not SourceKind.Api).Last(change => change.Value == last.Value).At;

    /// <summary>The stamps that the deal may have had when the change was seen; setting a value once more moves the stamp alone.</summary>
    private IEnumerable<DateTimeOffset> StampsSince(CrmRecord deal, DateTimeOffset since) => deal.Properties.SelectMany(deal.History).Select(change => change.At).Append(deal.ModifiedAt).Concat(world.Touched)
        .Where(at => at >= since).SelectMany(at => new[] { at, StoreText.Second(at) }).Distinct().Order();
}
