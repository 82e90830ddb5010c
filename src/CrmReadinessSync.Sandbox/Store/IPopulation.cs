namespace CrmReadinessSync.Sandbox;

/// <summary>
/// The records that were in the CRM before anybody touched it. Nothing of it is held: every answer is computed from the
/// record's number, so that a million deals cost nothing until one is asked for.
/// </summary>
internal interface IPopulation
{
    /// <summary>How many records of a kind there are; their numbers are 0 to this, less one.</summary>
    long Count(RecordKind kind);

    /// <summary>When a record was last changed: whole milliseconds, before the start, never descending with the number.</summary>
    DateTimeOffset ModifiedAt(RecordKey key);

    /// <summary>When a record was created.</summary>
    DateTimeOffset CreatedAt(RecordKey key);

    /// <summary>A current value that can be told without drawing the record; false when it has to be drawn.</summary>
    bool TryGlance(RecordKey key, string property, out string? value);

    /// <summary>The whole history of a record, oldest first.</summary>
    IReadOnlyList<Change> Draw(RecordKey key);

    /// <summary>The record's associations with records of a kind, in the order of numbers.</summary>
    IReadOnlyList<Link> Links(RecordKey key, RecordKind to);
}
