namespace CrmReadinessSync.Readiness;

/// <summary>A box the rep ticked: <c>{ "Kind": "Ticked", "Field": "unease", "Value": "vague", "ExpiresAfter": "90d" }</c>.</summary>
internal sealed class TickedSign : ISignKind
{
    public string Name => "Ticked";

    public IReadOnlyList<string> Keys { get; } = ["Field", "Value"];

    public SignRule? Compile(string name, LocalText labels, TimeSpan expiresAfter, SettingsReader reader)
    {
        var field = reader.Field("Field", FieldType.Choices, FieldType.Choice) ?? (reader.Has("Field") ? null : Vocabulary.Unease);
        var value = reader.Text("Value") ?? name;
        return field is null ? null : new Rule(name, labels, field, TextFolding.Fold(value), expiresAfter.Ticks);
    }

    private sealed class Rule(string name, LocalText labels, Field field, string ticked, long expiresAfter) : SignRule(name, labels)
    {
        public override IEnumerable<Field> Fields { get; } = [field];

        public override IEnumerable<NamedValues> Named { get; } = [new(field, [ticked], areAnswers: false)];

        public override bool Shows(DealFacts facts, in Instant at) => Find(facts, at) is not null;

        public override WarningSign? Find(DealFacts facts, in Instant at, Trace? trace)
        {
            if (Find(facts, at) is not { } value)
            {
                return null;
            }

            var age = SignAge.Of(value);
            age.NoteEnd(expiresAfter, at, trace);
            return new WarningSign(Name, field.Name, ticked, age.AsOf, age.SeenAt);
        }

        private FieldValue? Find(DealFacts facts, in Instant at) =>
            facts.At(field.Slot) is { State: ValueState.Usable } value
            && (value.Folded == ticked || Array.IndexOf(value.Parts, ticked) >= 0)
            && SignAge.Of(value).Lasts(expiresAfter, at)
                ? value
                : null;
    }
}
