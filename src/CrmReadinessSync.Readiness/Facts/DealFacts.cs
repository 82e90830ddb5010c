namespace CrmReadinessSync.Readiness;

/// <summary>What is known of one deal, one slot a vocabulary field. Immutable; together with rules and clock it decides the verdict (law 8).</summary>
public sealed class DealFacts
{
    private readonly FieldValue?[] _slots;

    private DealFacts(FieldValue?[] slots)
    {
        _slots = slots;
        HasCopies = Array.Exists(slots, value => value is { Copies: > 1, State: ValueState.Usable });
    }

    /// <summary>A deal of which nothing is known.</summary>
    public static DealFacts Empty { get; } = new(new FieldValue?[Vocabulary.All.Length]);

    /// <summary>The field's value; null when blank or not mapped.</summary>
    public FieldValue? this[Field field] => _slots[field.Slot];

    /// <summary>The values that are not blank, in slot order.</summary>
    public IEnumerable<FieldValue> Values => _slots.OfType<FieldValue>();

    /// <summary>Whether any value that still counts stands alike on other deals.</summary>
    internal bool HasCopies { get; }

    internal FieldValue? At(int slot) => _slots[slot];

    /// <summary>The same deal without one field: what it would look like had nobody filled it.</summary>
    public DealFacts Without(Field field)
    {
        var slots = (FieldValue?[])_slots.Clone();
        slots[field.Slot] = null;
        return new DealFacts(slots);
    }

    /// <summary>The same deal with some values replaced.</summary>
    internal DealFacts With(IEnumerable<FieldValue> values)
    {
        var slots = (FieldValue?[])_slots.Clone();
        foreach (var value in values)
        {
            slots[value.Field.Slot] = value;
        }

        return new DealFacts(slots);
    }

    /// <summary>Collects raw values. Reading is lenient: what is not of the field's type is unreadable, hence unknown, and kept as it is.</summary>
    public sealed class Builder
    {
        private FieldValue?[] _slots = new FieldValue?[Vocabulary.All.Length];

        /// <summary>Sets a field; the last call for a field wins.</summary>
        /// <param name="field">The vocabulary's field.</param>
        /// <param name="raw">The raw text; null, empty or white is blank.</param>
        /// <param name="setAt">When somebody other than us set the present value; null is "age unknown".</param>
        /// <param name="copies">On how many deals the value stands alike, this one included, as <see cref="Likeness"/> compares; rules decide from when on that is too many (law 5).</param>
        /// <param name="seenAt">When the present value was first seen; of one without <paramref name="setAt"/> it says how old it is at least, never that it is fresh.</param>
        public Builder Set(Field field, string? raw, DateTimeOffset? setAt = null, int copies = 1, DateTimeOffset? seenAt = null)
        {
            _slots[field.Slot] = ValueReader.Read(field, raw, setAt, copies, seenAt);
            return this;
        }

        /// <summary>Hands over the facts; the builder starts again empty.</summary>
        public DealFacts Build()
        {
            var facts = new DealFacts(_slots);
            _slots = new FieldValue?[Vocabulary.All.Length];
            return facts;
        }
    }
}
