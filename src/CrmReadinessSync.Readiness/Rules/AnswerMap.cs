namespace CrmReadinessSync.Readiness;

/// <summary>What the values of one field say about a premise: the <c>Answers</c> of the settings.</summary>
internal sealed class AnswerMap(Field field, IReadOnlyList<KeyValuePair<string, Finding>> answers)
{
    /// <summary>The route's name in evidence.</summary>
    public const string Route = "answer";

    private readonly string[] _values = [.. answers.Select(answer => answer.Key)];
    private readonly Finding[] _says = [.. answers.Select(answer => answer.Value)];

    public Field Field { get; } = field;

    public NamedValues Named => new(Field, _values, areAnswers: true);

    public bool CanMeet => Array.IndexOf(_says, Finding.Met) >= 0;

    /// <summary>
    /// What the field says, or null when it says nothing. Several choices: an explicit no wins, then a yes.
    /// </summary>
    public Finding? Read(DealFacts facts, ShelfLife shelfLife, in MetUntil until, in Instant at, Trace? trace)
    {
        var value = facts.At(Field.Slot);
        if (value is null)
        {
            return null;
        }

        var says = Look(value);
        if (says is null)
        {
            trace?.Note(UnknownKind.Placeholder);
            trace?.Add(Make(value, value.SetAtTicks, Finding.Unknown, value.WhyHollow));
            return null;
        }

        if (says is Finding.Unknown)
        {
            trace?.Note(UnknownKind.Open);
            trace?.Add(Make(value, value.SetAtTicks, Finding.Unknown, "open"));
            return Finding.Unknown;
        }

        var stale = shelfLife.IsStale(value, at, trace, out var asOf);
        if (stale || (says is Finding.Met && until.HasPassed(facts, at, trace)))
        {
            trace?.Note(UnknownKind.Stale);
            trace?.Add(Make(value, asOf, Finding.Unknown, "stale"));
            return Finding.Unknown;
        }

        trace?.Add(Make(value, asOf, says.Value, Field.Kind is FieldKind.Answer ? "answer" : "attribute"));
        return says;
    }

    internal static DateTimeOffset? AsOf(long ticks) => ticks == FieldValue.NoTicks ? null : new DateTimeOffset(ticks, TimeSpan.Zero);

    /// <summary>A value named by the rules says what the rules say, even if elsewhere it would be a placeholder.</summary>
    private Finding? Look(FieldValue value)
    {
        if (value.State is ValueState.Usable && value.Parts.Length > 0)
        {
            Finding? worst = null;
            foreach (var part in value.Parts)
            {
                var says = Look(part);
                worst = (worst, says) switch
                {
                    (null, _) => says,
                    (_, null) => worst,
                    (Finding.Unmet, _) or (_, Finding.Unmet) => Finding.Unmet,
                    (Finding.Met, _) or (_, Finding.Met) => Finding.Met,
                    _ => Finding.Unknown,
                };
            }

            return worst;
        }

        return Look(value.Folded);
    }

    private Finding? Look(string folded)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            if (_values[i] == folded)
            {
                return _says[i];
            }
        }

        return null;
    }

    private Evidence Make(FieldValue value, long asOf, Finding says, string why) =>
        new(Field.Name, value.Raw, AsOf(asOf), Route, says, why, value.CopiesToTell);
}
