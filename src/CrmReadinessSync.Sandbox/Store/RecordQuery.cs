namespace CrmReadinessSync.Sandbox;

/// <summary>The order of a query's rows; ties fall back on the number.</summary>
internal enum RecordOrder
{
    Number,
    Modified,
    Value,
}

/// <summary>A question to the store about live records of one kind.</summary>
internal sealed record RecordQuery(RecordKind Kind)
{
    /// <summary>Changed at this instant or later.</summary>
    public DateTimeOffset ModifiedFrom { get; init; } = DateTimeOffset.MinValue;

    /// <summary>Changed at this instant or earlier.</summary>
    public DateTimeOffset ModifiedTo { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>Numbers from here on.</summary>
    public long FirstNumber { get; init; }

    /// <summary>Numbers up to and including this.</summary>
    public long LastNumber { get; init; } = long.MaxValue;

    /// <summary>What else must hold; null for nothing, which keeps the answer lazy.</summary>
    public Func<CrmRecord, bool>? Where { get; init; }

    /// <summary>A text that is equal only for equal <see cref="Where"/> and <see cref="SortKey"/>; lets pages of one query share their work.</summary>
    public string Signature { get; init; } = string.Empty;

    public RecordOrder Order { get; init; }

    public bool Descending { get; init; }

    /// <summary>The value to sort on under <see cref="RecordOrder.Value"/>; null sorts last.</summary>
    public Func<CrmRecord, IComparable?>? SortKey { get; init; }

    public long Skip { get; init; }

    public int Take { get; init; }

    /// <summary>The instant whose state is searched: an index that lags looks at the past.</summary>
    public DateTimeOffset AsOf { get; init; } = DateTimeOffset.MaxValue;
}

/// <summary>A page of keys and how many records match in all.</summary>
internal sealed record RecordPage(long Total, IReadOnlyList<RecordKey> Keys);
