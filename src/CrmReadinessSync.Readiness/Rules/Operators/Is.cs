using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Readiness;

/// <summary>The value is exactly this one: <c>true</c>, <c>false</c>, or one choice.</summary>
internal sealed class Is : IOperator
{
    public string Name => "Is";

    public string Takes => "true, false or one value";

    public bool Accepts(FieldType type) => type is FieldType.Boolean or FieldType.Choice;

    public Condition? Compile(Field field, JsonNode? argument) => argument?.GetValueKind() switch
    {
        JsonValueKind.True => new ListCondition(field, ["true"], Truth.True, Truth.False),
        JsonValueKind.False => new ListCondition(field, ["false"], Truth.True, Truth.False),
        JsonValueKind.String when field.Type is FieldType.Choice && OperatorArguments.Text(argument) is { } text =>
            new ListCondition(field, [text], Truth.True, Truth.False),
        _ => null,
    };
}
