namespace CrmReadinessSync.Readiness;

/// <summary>One operator applied to one field, ready to test.</summary>
internal abstract class Condition(Field field)
{
    public Field Field { get; } = field;

    /// <summary>Tests a value that is not blank.</summary>
    public abstract Truth Test(FieldValue value, in Instant at);

    /// <summary>Tests a blank field: unknown, except to whoever asks for blanks.</summary>
    public virtual Truth TestBlank() => Truth.Unknown;

    /// <summary>The values it looks for by name; null when it looks for none.</summary>
    public virtual NamedValues? Named => null;

    /// <summary>Whether no value can satisfy both. False when in doubt.</summary>
    public virtual bool Excludes(Condition other) => false;

    /// <summary>Notes when the clock alone may change the test of this value; most never do.</summary>
    public virtual void NoteChanges(FieldValue value, in Instant at, Trace trace)
    {
    }
}
