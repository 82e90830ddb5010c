using System.Collections.Immutable;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>A field held against an object: the references to walk, then the field at their end.</summary>
/// <param name="Hops">References from the row outwards; empty for the row's own fields.</param>
/// <param name="Field">The field at the end.</param>
/// <param name="IsTypeWord">Whether it is <c>Type</c> of a polymorphic reference: the name of the object it points to.</param>
internal sealed record BoundField(ImmutableArray<SObjectField> Hops, SObjectField Field, bool IsTypeWord = false)
{
    /// <summary>Names joined by dots, as a flat table heads its column.</summary>
    public string Header => string.Join('.', Hops.Select(static h => h.RelationshipName).Append(Field.Name));

    /// <summary>The value as seen from <paramref name="row"/>; null when a reference on the way is blank.</summary>
    public object? Of(IRow row, IRows rows)
    {
        foreach (var hop in Hops)
        {
            if (row[hop.Name] is not string id || rows.Find(id) is not { } next)
                return null;
            row = next;
        }

        return IsTypeWord ? row.TypeName : row[Field.Name];
    }
}

/// <summary>What an answer's records hold, in order.</summary>
internal sealed class Projection
{
    /// <summary>The items in the order of SELECT; a parent stands where it was first named.</summary>
    public List<Slot> Slots { get; } = [];

    /// <summary>One member of a record.</summary>
    internal abstract record Slot(string Name);

    /// <summary>A value; <paramref name="Labelled"/> when people's words are wanted.</summary>
    internal sealed record Value(SObjectField Field, bool IsTypeWord, bool Labelled) : Slot(IsTypeWord ? "Type" : Field.Name);

    /// <summary>A record inside the record.</summary>
    internal sealed record Parent(SObjectField Reference, Projection Inside) : Slot(Reference.RelationshipName!);

    /// <summary>Rows below the record.</summary>
    internal sealed record Children(ChildRelationship Relationship, SoqlPlan Plan) : Slot(Relationship.Name);

    /// <summary>The place of a parent, made where it is first named.</summary>
    public Projection Under(SObjectField reference)
    {
        foreach (var slot in Slots)
        {
            if (slot is Parent parent && parent.Reference.Name == reference.Name)
                return parent.Inside;
        }

        var made = new Parent(reference, new Projection());
        Slots.Add(made);
        return made.Inside;
    }
}

/// <summary>One key of the order.</summary>
internal sealed record PlannedOrder(BoundField Field, bool Descending, bool NullsLast);

/// <summary>A query held against the org's objects, ready to run.</summary>
internal sealed class SoqlPlan
{
    /// <summary>The object asked.</summary>
    public required SObjectType Type { get; init; }

    /// <summary>What each record shows; empty for <c>COUNT()</c>.</summary>
    public required Projection Projection { get; init; }

    /// <summary>Every selected field in order, for flat tables.</summary>
    public required ImmutableArray<BoundField> Columns { get; init; }

    /// <summary>WHERE; null lets every row through.</summary>
    public Func<IRow, bool>? Filter { get; init; }

    /// <summary>What the table may use of it.</summary>
    public ScanHint Hint { get; init; } = new();

    /// <summary>Keys the table does not already come in; empty when it does.</summary>
    public ImmutableArray<PlannedOrder> Sort { get; init; } = [];

    /// <summary>LIMIT.</summary>
    public int? Limit { get; init; }

    /// <summary>OFFSET.</summary>
    public int Offset { get; init; }

    /// <summary>Whether it is <c>COUNT()</c>.</summary>
    public bool CountsRows { get; init; }

    /// <summary>Custom long texts among the selected fields; two shrink pages to 200 rows.</summary>
    public int LongTexts => Columns.Count(static c => c.Field.IsLongText);

    /// <summary>The rows, in order, drawn as they are asked for.</summary>
    public IEnumerable<IRow> Run(IRows rows) => Run(rows, Hint);

    /// <summary>The rows below one parent.</summary>
    public IEnumerable<IRow> RunBelow(IRows rows, string parentId, string referenceField)
    {
        var below = Hint with { ParentField = referenceField, Parents = new HashSet<string>(StringComparer.Ordinal) { parentId } };
        return Run(rows, below, row => string.Equals(row[referenceField] as string, parentId, StringComparison.Ordinal));
    }

    private IEnumerable<IRow> Run(IRows rows, ScanHint hint, Func<IRow, bool>? belongs = null)
    {
        var found = rows.Scan(Type, hint);
        if (belongs is not null)
            found = found.Where(belongs);
        if (Filter is not null)
            found = found.Where(Filter);
        if (Sort.Length > 0)
            found = Sorted(found, rows);
        if (Offset > 0)
            found = found.Skip(Offset);
        return Limit is { } limit ? found.Take(limit) : found;
    }

    private IEnumerable<IRow> Sorted(IEnumerable<IRow> found, IRows rows)
    {
        IOrderedEnumerable<IRow>? sorted = null;
        foreach (var order in Sort)
        {
            object? Key(IRow row) => order.Field.Of(row, rows);
            var comparer = new ValueOrder(order.Descending, order.NullsLast);
            sorted = sorted is null ? found.OrderBy(Key, comparer) : sorted.ThenBy(Key, comparer);
        }

        return sorted!;
    }

    private sealed class ValueOrder(bool descending, bool nullsLast) : IComparer<object?>
    {
        public int Compare(object? x, object? y)
        {
            if (x is null || y is null)
                return x is null && y is null ? 0 : (x is null) == nullsLast ? 1 : -1;
            var order = x is string a && y is string b ? string.Compare(a, b, StringComparison.OrdinalIgnoreCase) : ((IComparable)x).CompareTo(y);
            return descending ? -order : order;
        }
    }
}
