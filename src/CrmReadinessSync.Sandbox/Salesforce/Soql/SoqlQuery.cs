using System.Collections.Immutable;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>A query as written, not yet held against any object.</summary>
internal sealed record SoqlQuery(ImmutableArray<SoqlItem> Select, SoqlPath From)
{
    /// <summary>Whether it is <c>SELECT COUNT()</c>.</summary>
    public bool CountsRows { get; init; }

    /// <summary>The word by which fields may call <see cref="From"/>.</summary>
    public string? Alias { get; init; }

    /// <summary>WHERE.</summary>
    public SoqlCondition? Where { get; init; }

    /// <summary>ORDER BY.</summary>
    public ImmutableArray<SoqlOrdering> OrderBy { get; init; } = [];

    /// <summary>LIMIT.</summary>
    public int? Limit { get; init; }

    /// <summary>OFFSET.</summary>
    public int Offset { get; init; }
}

/// <summary>Names joined by dots, and where they stand.</summary>
internal sealed record SoqlPath(ImmutableArray<string> Names, int Position)
{
    public override string ToString() => string.Join('.', Names);
}

/// <summary>One item of SELECT.</summary>
internal abstract record SoqlItem
{
    /// <summary>A field, perhaps of a parent.</summary>
    internal sealed record Field(SoqlPath Path) : SoqlItem;

    /// <summary><c>toLabel(field)</c>: what people see of a picklist.</summary>
    internal sealed record Labelled(SoqlPath Path) : SoqlItem;

    /// <summary><c>FIELDS(ALL|STANDARD|CUSTOM)</c>.</summary>
    internal sealed record Every(string Which, int Position) : SoqlItem;

    /// <summary>Child rows.</summary>
    internal sealed record Children(SoqlQuery Query) : SoqlItem;
}

/// <summary>One key of ORDER BY.</summary>
internal sealed record SoqlOrdering(SoqlPath Path, bool Descending, bool NullsLast);

/// <summary>A condition of WHERE.</summary>
internal abstract record SoqlCondition
{
    internal sealed record All(ImmutableArray<SoqlCondition> Parts) : SoqlCondition;

    internal sealed record Any(ImmutableArray<SoqlCondition> Parts) : SoqlCondition;

    internal sealed record Not(SoqlCondition Part) : SoqlCondition;

    /// <summary>A field against one value; <paramref name="Operator"/> is one of <c>= != &lt; &lt;= &gt; &gt;= LIKE</c>.</summary>
    internal sealed record Compare(SoqlPath Path, string Operator, SoqlLiteral Value) : SoqlCondition;

    /// <summary><c>IN</c> and <c>NOT IN</c>.</summary>
    internal sealed record In(SoqlPath Path, bool Negated, ImmutableArray<SoqlLiteral> Values) : SoqlCondition;

    /// <summary><c>INCLUDES</c> and <c>EXCLUDES</c> of multi-select picklists.</summary>
    internal sealed record Holds(SoqlPath Path, bool Negated, ImmutableArray<SoqlLiteral> Values) : SoqlCondition;

    /// <summary>A field against the answer of an inner query.</summary>
    internal sealed record InQuery(SoqlPath Path, bool Negated, SoqlQuery Query) : SoqlCondition;
}

/// <summary>A value in a condition; <paramref name="Value"/> is text, bool, decimal, date, moment, <see cref="RelativeDate"/> or null.</summary>
internal sealed record SoqlLiteral(object? Value, int Position);

/// <summary>A date that depends on today: <c>TODAY</c>, <c>LAST_N_DAYS:3</c>.</summary>
internal sealed record RelativeDate(string Name, int Count);
