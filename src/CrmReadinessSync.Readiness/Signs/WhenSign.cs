namespace CrmReadinessSync.Readiness;

/// <summary>
/// Conditions on fields that together do not sit right:
/// <c>{ "Kind": "When", "When": { "company.employees": { "AtLeast": 300 }, "contact.count": { "AtMost": 1 } }, "ExpiresAfter": "60d" }</c>.
/// It quotes its first field that is filled, and expires counted from the newest of its fields. "NotMet" names premises that keep it
/// from showing once they are met.
/// </summary>
internal sealed class WhenSign : ISignKind
{
    public string Name => "When";

    public IReadOnlyList<string> Keys { get; } = ["When"];

    public SignRule? Compile(string name, LocalText labels, TimeSpan expiresAfter, SettingsReader reader)
    {
        var conditions = new List<Condition>();
        var fields = reader.Object("When");
        foreach (var key in fields?.Keys ?? [])
        {
            if (fields!.FieldNamed(key) is { } field)
            {
                conditions.AddRange(ConditionCompiler.Compile(field, fields, ConditionUse.Sign));
            }
        }

        if (fields is null || !fields.Keys.Any())
        {
            reader.Fault("When", "The sign has no condition.", "Name at least one field and an operator.", name);
        }
        else if (conditions.Count > 0 && conditions.TrueForAll(condition => condition.TestBlank() is Truth.True))
        {
            reader.Fault(
                "When",
                "Law 4: the sign shows on a deal of which nothing is known, so it could neither quote its words nor expire.",
                "Name a field that must be filled beside it, such as \"meeting.held\": { \"AtLeast\": 1 }.",
                name);
            conditions.Clear();
        }

        return conditions.Count == 0 ? null : new Rule(name, labels, [.. conditions], expiresAfter.Ticks);
    }

    private sealed class Rule(string name, LocalText labels, Condition[] conditions, long expiresAfter) : SignRule(name, labels)
    {
        public override IEnumerable<Field> Fields => conditions.Select(condition => condition.Field).Distinct();

        public override IEnumerable<NamedValues> Named => conditions.Select(condition => condition.Named).OfType<NamedValues>();

        public override bool Shows(DealFacts facts, in Instant at) => Shows(facts, at, trace: null, out _);

        public override WarningSign? Find(DealFacts facts, in Instant at, Trace? trace)
        {
            if (!Shows(facts, at, trace, out var age))
            {
                return null;
            }

            var quoted = conditions.Select(condition => facts.At(condition.Field.Slot)).FirstOrDefault(value => value is not null);
            return new WarningSign(Name, quoted?.Field.Name ?? conditions[0].Field.Name, quoted?.Raw ?? "", age.AsOf, age.SeenAt);
        }

        private bool Shows(DealFacts facts, in Instant at, Trace? trace, out SignAge age)
        {
            var holds = true;
            age = SignAge.Unknown;
            foreach (var condition in conditions)
            {
                var value = facts.At(condition.Field.Slot);
                holds &= (value is null ? condition.TestBlank() : condition.Test(value, at)) is Truth.True;
                if (value is not null)
                {
                    age = age.Younger(AgeOf(value, at));
                    if (trace is not null)
                    {
                        condition.NoteChanges(value, at, trace);
                    }
                }
            }

            age.NoteEnd(expiresAfter, at, trace);
            return holds && age.Lasts(expiresAfter, at);
        }

        /// <summary>A moment that has passed dates itself: when they last wrote is when the silence began.</summary>
        private static SignAge AgeOf(FieldValue value, in Instant at) =>
            value is { SetAtTicks: FieldValue.NoTicks, State: ValueState.Usable, Field.Type: FieldType.Moment } && value.Ticks <= at.Now
                ? new SignAge(value.Ticks, IsSet: true)
                : SignAge.Of(value);
    }
}
