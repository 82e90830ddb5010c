using System.Collections.Frozen;
using System.Collections.Immutable;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History;

/// <summary>How the columns of a file become closed deals. Column names are those of the file's header.</summary>
public sealed record HistoryMap
{
    /// <summary>The separator of columns; null finds out.</summary>
    public char? Separator { get; init; }

    /// <summary>The file's encoding by name; null finds out.</summary>
    public string? Encoding { get; init; }

    /// <summary>How dates are written, one of <see cref="DateColumn.Formats"/>; null for those that cannot be mistaken.</summary>
    public string? DateFormat { get; init; }

    /// <summary>Where dates without a zone are read.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>The column with the deal's id; null takes the line.</summary>
    public string? Id { get; init; }

    /// <summary>The column that tells whose deal it is, so that deals of one account are kept together; null takes equal rows.</summary>
    public string? Account { get; init; }

    /// <summary>The column with the meeting before which the deal is judged; null judges without a meeting.</summary>
    public string? MeetingAt { get; init; }

    /// <summary>The column with the day the deal closed; for the drift over time.</summary>
    public string? ClosedAt { get; init; }

    /// <summary>The column that says how the deal ended.</summary>
    public required string Outcome { get; init; }

    /// <summary>Its values for won deals, folded for comparison by case and outer space.</summary>
    public required FrozenSet<string> Won { get; init; }

    /// <summary>Its values for lost deals; any other value is a deal that is not closed.</summary>
    public required FrozenSet<string> Lost { get; init; }

    /// <summary>The columns that say something of the deal.</summary>
    public required ImmutableArray<FieldColumn> Fields { get; init; }

    /// <summary>Columns by which the report tells deals apart.</summary>
    public ImmutableArray<string> Segments { get; init; } = [];

    /// <summary>What the report tells deals apart by: the segments' columns, then source and campaign where they are mapped.</summary>
    public IReadOnlyList<string> Dimensions =>
        [.. Segments, .. Fields.Where(one => one.Field.Name is "source" or "campaign" && !Segments.Contains(one.From)).Select(one => one.From)];
}

/// <summary>A column that is a field of the rules.</summary>
/// <param name="Field">The field.</param>
/// <param name="From">The column.</param>
/// <param name="Values">The file's values → the rules' values; null leaves the field blank, values not named pass unchanged.</param>
/// <param name="SetAt">
/// The column that says when the value was set: what was set after the meeting, or cannot be dated, is then unknown. Null takes the file's
/// word that it holds what was known before the meeting, of unknown age.
/// </param>
public sealed record FieldColumn(Field Field, string From, FrozenDictionary<string, string?>? Values = null, string? SetAt = null);
