namespace CrmReadinessSync.Readiness;

/// <summary>Whether a condition holds. A missing field makes it unknown, not false.</summary>
internal enum Truth
{
    /// <summary>It does not hold.</summary>
    False,

    /// <summary>The field is blank, says nothing, or is stale.</summary>
    Unknown,

    /// <summary>It holds.</summary>
    True,
}

/// <summary>A named way to a finding: all its conditions together.</summary>
internal sealed class Route(string name, IReadOnlyList<Condition> conditions)
{
    private readonly Condition[] _conditions = [.. conditions];

    public string Name => name;

    public IReadOnlyList<Condition> Conditions => _conditions;

    public bool Holds(DealFacts facts, Finding says, ShelfLife shelfLife, in MetUntil until, in Instant at, Trace? trace)
    {
        var truth = Truth.True;
        foreach (var condition in _conditions)
        {
            var one = Test(condition, facts, shelfLife, at, trace: null, out _);
            truth = one < truth ? one : truth;
            if (truth is Truth.False && trace is null)
            {
                return false;
            }
        }

        var expired = truth is Truth.True && says is Finding.Met && until.HasPassed(facts, at, trace);
        if (trace is not null)
        {
            Explain(facts, says, truth, expired, shelfLife, at, trace);
        }

        return truth is Truth.True && !expired;
    }

    private void Explain(DealFacts facts, Finding says, Truth truth, bool expired, ShelfLife shelfLife, in Instant at, Trace trace)
    {
        foreach (var condition in _conditions)
        {
            var value = facts.At(condition.Field.Slot);
            if (value is null)
            {
                continue;
            }

            var one = Test(condition, facts, shelfLife, at, trace, out var asOf);
            if (truth is Truth.False)
            {
                continue;
            }

            var why = expired ? "stale"
                : one is Truth.True ? condition.Field.Kind is FieldKind.Answer ? "answer" : "attribute"
                : value.State is ValueState.Usable ? "stale" : value.WhyHollow;
            if (why is "stale")
            {
                trace.Note(UnknownKind.Stale);
            }
            else if (one is not Truth.True)
            {
                trace.Note(UnknownKind.Placeholder);
            }

            var counts = truth is Truth.True && !expired;
            trace.Add(new Evidence(
                condition.Field.Name, value.Raw, AnswerMap.AsOf(asOf), name, counts ? says : Finding.Unknown, why, value.CopiesToTell));
        }
    }

    private static Truth Test(Condition condition, DealFacts facts, ShelfLife shelfLife, in Instant at, Trace? trace, out long asOf)
    {
        asOf = FieldValue.NoTicks;
        var value = facts.At(condition.Field.Slot);
        if (value is null)
        {
            return Truth.Unknown;
        }

        asOf = value.SetAtTicks;
        var truth = condition.Test(value, at);
        if (trace is not null)
        {
            condition.NoteChanges(value, at, trace);
        }

        return truth is not Truth.Unknown && shelfLife.IsStale(value, at, trace, out asOf) ? Truth.Unknown : truth;
    }
}
