using System.Collections.Immutable;

namespace CrmReadinessSync.Sandbox.Salesforce;

internal sealed partial class SoqlCompiler
{
    private Func<IRow, bool> Condition(SoqlCondition condition, Scope scope)
    {
        switch (condition)
        {
            case SoqlCondition.All all:
                var every = Conditions(all.Parts, scope);
                return row => Array.TrueForAll(every, part => part(row));
            case SoqlCondition.Any any:
                var some = Conditions(any.Parts, scope);
                return row => Array.Exists(some, part => part(row));
            case SoqlCondition.Not not:
                var inner = Condition(not.Part, scope);
                return row => !inner(row);
            case SoqlCondition.Compare compare:
                return Test(compare.Path, scope, field => SoqlComparison.Build(field, compare.Operator, compare.Value, _clock));
            case SoqlCondition.In among:
                return Test(among.Path, scope, field => Negated(SoqlComparison.Among(field, among.Values, _clock), among.Negated));
            case SoqlCondition.Holds holds:
                return Test(holds.Path, scope, field => Negated(SoqlComparison.Includes(field, holds.Values), holds.Negated));
            case SoqlCondition.InQuery inner2:
                return Test(inner2.Path, scope, field => Negated(SemiJoin(field, inner2), inner2.Negated));
            default:
                throw new ArgumentOutOfRangeException(nameof(condition), condition.GetType().Name, "not a condition");
        }
    }

    private Func<IRow, bool>[] Conditions(ImmutableArray<SoqlCondition> parts, Scope scope) => [.. parts.Select(p => Condition(p, scope))];

    private Func<IRow, bool> Test(SoqlPath path, Scope scope, Func<SObjectField, Func<object?, bool>> build)
    {
        var field = Bind(path, scope);
        if (!field.Field.Filterable)
            throw SoqlFault.At(_soql, path.Position, "INVALID_FIELD", $"field '{field.Field.Name}' can not be filtered in a query call");
        var test = build(field.Field);
        if (field.Hops.IsEmpty)
        {
            var name = field.Field.Name;
            return row => test(row[name]);
        }

        return row => test(field.Of(row, _rows));
    }

    private static Func<object?, bool> Negated(Func<object?, bool> test, bool negated) => negated ? value => !test(value) : test;

    private Func<object?, bool> SemiJoin(SObjectField field, SoqlCondition.InQuery condition)
    {
        var type = TypeNamed(condition.Query.From);
        if (type.IsActivity)
            throw SoqlFault.At(_soql, condition.Query.From.Position, $"Entity '{type.Name}' is not supported for semi join inner selects");
        if (condition.Query.Select.Length != 1 || condition.Query.CountsRows)
            throw SoqlFault.At(_soql, condition.Path.Position, "Subselect (inner query) must select exactly one field");
        if (field.Type is not (FieldType.Id or FieldType.Reference))
            throw SoqlFault.At(_soql, condition.Path.Position, "INVALID_FIELD", $"The left operand cannot be a non-ID field: {field.Name}");

        var plan = Plan(condition.Query, type);
        if (plan.Columns is not [{ Field.Type: FieldType.Id or FieldType.Reference } column])
            throw SoqlFault.At(_soql, condition.Query.From.Position, "The selected field in the Subquery and the left operand field in the where expression must be of the same type");

        HashSet<string>? ids = null;
        return value =>
        {
            ids ??= plan.Run(_rows).Select(row => column.Of(row, _rows)).OfType<string>().ToHashSet(StringComparer.Ordinal);
            return value is string id && ids.Contains(id);
        };
    }
}
