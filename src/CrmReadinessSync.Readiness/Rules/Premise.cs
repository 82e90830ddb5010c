namespace CrmReadinessSync.Readiness;

/// <summary>A premise (前提) of the rules in force: one thing that must be true before a full meeting pays off.</summary>
public sealed class Premise
{
    private readonly AnswerMap[] _answers;
    private readonly Route[] _unmet;
    private readonly Route[] _met;

    internal Premise(IReadOnlyList<AnswerMap> answers, IReadOnlyList<Route> unmet, IReadOnlyList<Route> met)
    {
        _answers = [.. answers];
        _unmet = [.. unmet];
        _met = [.. met];
    }

    /// <summary>Its key in the settings, such as <c>Budget</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whether <see cref="Flag.Ready"/> needs it met.</summary>
    public required bool IsEssential { get; init; }

    /// <summary>Its share of the score, 0…100; moves no flag.</summary>
    public required double Weight { get; init; }

    /// <summary>How far to talk at most while it is unknown.</summary>
    public required TalkDepth CeilingWhenUnknown { get; init; }

    /// <summary>How far to talk at most while it is unmet.</summary>
    public required TalkDepth CeilingWhenUnmet { get; init; }

    internal ShelfLife ShelfLife { get; init; }

    internal MetUntil MetUntil { get; init; }

    internal LocalText Labels { get; init; } = LocalText.None;

    internal LocalText Topic { get; init; } = LocalText.None;

    internal LocalText Ask { get; init; } = LocalText.None;

    internal LocalText AskAgain { get; init; } = LocalText.None;

    /// <summary>The fields that can speak for or against it, in the order of the rules.</summary>
    public IEnumerable<Field> Fields =>
        _answers.Select(map => map.Field).Concat(_unmet.Concat(_met).SelectMany(route => route.Conditions).Select(c => c.Field)).Distinct();

    /// <summary>The values by which it tells deals apart.</summary>
    internal IEnumerable<NamedValues> Named =>
        _answers.Select(map => map.Named).Concat(_unmet.Concat(_met).SelectMany(route => route.Conditions).Select(condition => condition.Named).OfType<NamedValues>());

    /// <summary>The same premise with other requirements; itself when they are the same.</summary>
    internal Premise With(bool essential, TalkDepth whenUnknown, TalkDepth whenUnmet) =>
        essential == IsEssential && whenUnknown == CeilingWhenUnknown && whenUnmet == CeilingWhenUnmet ? this : new Premise(_answers, _unmet, _met)
        {
            Name = Name,
            IsEssential = essential,
            Weight = Weight,
            CeilingWhenUnknown = whenUnknown,
            CeilingWhenUnmet = whenUnmet,
            ShelfLife = ShelfLife,
            MetUntil = MetUntil,
            Labels = Labels,
            Topic = Topic,
            Ask = Ask,
            AskAgain = AskAgain,
        };

    /// <summary>Unmet before met: an explicit no outweighs whatever else speaks for the premise; a trace shows both.</summary>
    internal Finding Find(DealFacts facts, in Instant at, Trace? trace)
    {
        var unmet = false;
        var met = false;
        foreach (var map in _answers)
        {
            var says = map.Read(facts, ShelfLife, MetUntil, at, trace);
            unmet |= says is Finding.Unmet;
            met |= says is Finding.Met;
        }

        foreach (var route in _unmet)
        {
            if (unmet && trace is null)
            {
                break;
            }

            unmet |= route.Holds(facts, Finding.Unmet, ShelfLife, MetUntil, at, trace);
        }

        foreach (var route in _met)
        {
            if ((unmet || met) && trace is null)
            {
                break;
            }

            met |= route.Holds(facts, Finding.Met, ShelfLife, MetUntil, at, trace);
        }

        return unmet ? Finding.Unmet : met ? Finding.Met : Finding.Unknown;
    }
}
