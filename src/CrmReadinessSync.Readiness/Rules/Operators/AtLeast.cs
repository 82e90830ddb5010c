using System.Text.Json.Nodes;

namespace CrmReadinessSync.Readiness;

/// <summary>The number is at least the limit.</summary>
internal sealed class AtLeast : IOperator
{
    public string Name => "AtLeast";

    public string Takes => "a number";

    public bool Accepts(FieldType type) => type is FieldType.Number;

    public Condition? Compile(Field field, JsonNode? argument) =>
        OperatorArguments.Number(argument) is { } limit ? new RangeCondition(field, limit, double.PositiveInfinity) : null;
}

/// <summary>The number is at most the limit.</summary>
internal sealed class AtMost : IOperator
{
    public string Name => "AtMost";

    public string Takes => "a number";

    public bool Accepts(FieldType type) => type is FieldType.Number;

    public Condition? Compile(Field field, JsonNode? argument) =>
        OperatorArguments.Number(argument) is { } limit ? new RangeCondition(field, double.NegativeInfinity, limit) : null;
}

internal sealed class RangeCondition(Field field, double least, double most) : Condition(field)
{
    private readonly double _least = least;
    private readonly double _most = most;

    public override bool Excludes(Condition other) => other is RangeCondition range && (_most < range._least || range._most < _least);

    public override Truth Test(FieldValue value, in Instant at) =>
        value.State is not ValueState.Usable ? Truth.Unknown
        : value.Number >= _least && value.Number <= _most ? Truth.True : Truth.False;
}
