using System.Collections.Immutable;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>Holds a query against the org's objects, as the asking user sees them.</summary>
internal sealed partial class SoqlCompiler
{
    private const string HowToName = " Please reference your WSDL or the describe call for the appropriate names.";
    private readonly string _soql;
    private readonly IRows _rows;
    private readonly SoqlClock _clock;
    private readonly bool _all;

    private SoqlCompiler(string soql, IRows rows, SoqlClock clock, bool all) => (_soql, _rows, _clock, _all) = (soql, rows, clock, all);

    /// <summary>Reads a query and makes its plan.</summary>
    /// <param name="soql">The query.</param>
    /// <param name="rows">The tables.</param>
    /// <param name="clock">For relative dates.</param>
    /// <param name="all">Whether deleted and archived rows count too.</param>
    /// <exception cref="SalesforceException">MALFORMED_QUERY, INVALID_FIELD, INVALID_TYPE and their like.</exception>
    public static SoqlPlan Compile(string soql, IRows rows, SoqlClock clock, bool all)
    {
        var query = SoqlParser.Parse(soql);
        var compiler = new SoqlCompiler(soql, rows, clock, all);
        if (query.From.Names.Length > 1)
            throw SoqlFault.At(soql, query.From.Position, $"unexpected token: '{query.From}'");
        return compiler.Plan(query, compiler.TypeNamed(query.From));
    }

    private SObjectType TypeNamed(SoqlPath from) => _rows.Type(from.ToString()) ?? throw SoqlFault.At(
        _soql, from.Position, "INVALID_TYPE",
        $"sObject type '{from}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name.{HowToName}");

    private SoqlPlan Plan(SoqlQuery query, SObjectType type)
    {
        var scope = new Scope(type, query.From.Names[^1], query.Alias);
        var projection = new Projection();
        var columns = ImmutableArray.CreateBuilder<BoundField>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in query.Select)
        {
            switch (item)
            {
                case SoqlItem.Every every:
                    foreach (var field in Macro(every, query, type))
                        Select(new BoundField([], field), labelled: false, every.Position);
                    break;
                case SoqlItem.Children children:
                    projection.Slots.Add(Below(children.Query, type));
                    break;
                case SoqlItem.Labelled labelled:
                    Select(Bind(labelled.Path, scope), labelled: true, labelled.Path.Position);
                    break;
                case SoqlItem.Field field:
                    Select(Bind(field.Path, scope), labelled: false, field.Path.Position);
                    break;
            }
        }

        var condition = query.Where is null ? null : Condition(query.Where, scope);
        var hint = query.Where is null ? new ScanHint() : new SoqlHints(path => Bind(path, scope)).Of(query.Where);
        var order = query.OrderBy.Select(o => Order(o, scope)).ToImmutableArray();
        var natural = Natural(order);
        return new SoqlPlan
        {
            Type = type,
            Projection = projection,
            Columns = columns.DrainToImmutable(),
            Filter = condition,
            Hint = hint with { Order = natural ?? ScanOrder.Id, IncludeDeleted = _all },
            Sort = natural is null ? order : [],
            Limit = query.Limit,
            Offset = query.Offset,
            CountsRows = query.CountsRows,
        };

        void Select(BoundField field, bool labelled, int position)
        {
            if (!seen.Add(field.Header + field.IsTypeWord))
                throw SoqlFault.At(_soql, position, "INVALID_FIELD", $"duplicate field selected: {field.Field.Name}");
            columns.Add(field);
            var place = projection;
            foreach (var hop in field.Hops)
                place = place.Under(hop);
            place.Slots.Add(new Projection.Value(field.Field, field.IsTypeWord, labelled));
        }
    }

    private static IEnumerable<SObjectField> Macro(SoqlItem.Every every, SoqlQuery query, SObjectType type)
    {
        if (every.Which != "STANDARD" && query.Limit is not <= 200)
            throw new SalesforceException("MALFORMED_QUERY", "The SOQL FIELDS function must have a LIMIT of at most 200");
        return type.Fields.Where(f => every.Which switch { "CUSTOM" => f.Custom, "STANDARD" => !f.Custom, _ => true });
    }

    private Projection.Children Below(SoqlQuery query, SObjectType type)
    {
        var name = query.From.Names[^1];
        var relationship = type.Child(name) ?? throw SoqlFault.At(
            _soql, query.From.Position, "INVALID_TYPE",
            $"Didn't understand relationship '{name}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name.{HowToName}");
        if (_rows.Type(relationship.ChildType) is not { } child)
            throw SoqlFault.At(_soql, query.From.Position, "INVALID_TYPE", $"sObject type '{relationship.ChildType}' is not supported.");
        return new(relationship, Plan(query, child));
    }

    private PlannedOrder Order(SoqlOrdering ordering, Scope scope)
    {
        var field = Bind(ordering.Path, scope);
        if (!field.Field.Sortable)
            throw SoqlFault.At(_soql, ordering.Path.Position, $"field '{field.Field.Name}' can not be sorted in a query call");
        return new(field, ordering.Descending, ordering.NullsLast);
    }

    // Orders in which the tables come by themselves. Ids and stamps are never blank, so NULLS does not matter.
    private static ScanOrder? Natural(ImmutableArray<PlannedOrder> order)
    {
        if (order.Any(static o => o.Descending || o.Field.Hops.Length > 0))
            return null;
        return order.Select(static o => o.Field.Field.Name).ToArray() switch
        {
            [] or ["Id"] => ScanOrder.Id,
            ["SystemModstamp"] or ["SystemModstamp", "Id"] => ScanOrder.Stamp,
            _ => null,
        };
    }

    private BoundField Bind(SoqlPath path, Scope scope)
    {
        var names = path.Names.AsSpan();
        if (names.Length > 1 && scope.IsCalled(names[0]))
            names = names[1..];
        if (names.Length > 6)
            throw SoqlFault.At(_soql, path.Position, "a relationship may not be more than 5 levels deep");

        var type = scope.Type;
        var hops = ImmutableArray.CreateBuilder<SObjectField>();
        foreach (var name in names[..^1])
        {
            var hop = type.Reference(name) ?? throw SoqlFault.At(
                _soql, path.Position, "INVALID_FIELD",
                $"Didn't understand relationship '{name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name.{HowToName}");
            hops.Add(hop);
            if (hop.IsPolymorphic && hops.Count == names.Length - 1)
                return Polymorphic(hops.DrainToImmutable(), names[^1], path);
            type = _rows.Type(hop.ReferenceTo[0]) ?? throw NoColumn(name, type.Name, path);
        }

        return new(hops.DrainToImmutable(), type.Field(names[^1]) ?? throw NoColumn(names[^1], type.Name, path));
    }

    // Of What and Who only these can be asked without TYPEOF.
    private BoundField Polymorphic(ImmutableArray<SObjectField> hops, string name, SoqlPath path) => name.ToUpperInvariant() switch
    {
        "ID" => new(hops, new SObjectField("Id", FieldType.Id)),
        "NAME" => new(hops, new SObjectField("Name", FieldType.String)),
        "TYPE" => new(hops, new SObjectField("Type", FieldType.Picklist), IsTypeWord: true),
        _ => throw NoColumn(name, "Name", path),
    };

    private SalesforceException NoColumn(string name, string entity, SoqlPath path) => SoqlFault.At(
        _soql, path.Position, "INVALID_FIELD",
        $"No such column '{name}' on entity '{entity}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name.{HowToName}");

    private sealed record Scope(SObjectType Type, string From, string? Alias)
    {
        public bool IsCalled(string name) => name.Equals(Alias, StringComparison.OrdinalIgnoreCase)
            || (name.Equals(From, StringComparison.OrdinalIgnoreCase) && Type.Reference(name) is null);
    }
}
