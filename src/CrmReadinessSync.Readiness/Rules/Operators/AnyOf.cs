using System.Text.Json.Nodes;

namespace CrmReadinessSync.Readiness;

/// <summary>The value, or one of several choices, is in the list.</summary>
internal sealed class AnyOf : IOperator
{
    public string Name => "AnyOf";

    public string Takes => "a list of values, such as [\"existing\"]";

    public bool Accepts(FieldType type) => type is FieldType.Choice or FieldType.Choices or FieldType.Text;

    public Condition? Compile(Field field, JsonNode? argument) =>
        OperatorArguments.Texts(argument) is { } values ? new ListCondition(field, values, Truth.True, Truth.False) : null;
}

/// <summary>Neither the value nor any of several choices is in the list; blank is unknown, not "none".</summary>
internal sealed class NoneOf : IOperator
{
    public string Name => "NoneOf";

    public string Takes => "a list of values, such as [\"new\"]";

    public bool Accepts(FieldType type) => type is FieldType.Choice or FieldType.Choices or FieldType.Text;

    public Condition? Compile(Field field, JsonNode? argument) =>
        OperatorArguments.Texts(argument) is { } values ? new ListCondition(field, values, Truth.False, Truth.True) : null;
}

/// <summary>Compares with a list. A value the rules name is taken at its word, even if elsewhere it would be a placeholder.</summary>
internal sealed class ListCondition(Field field, string[] values, Truth listed, Truth notListed) : Condition(field)
{
    public override NamedValues? Named { get; } = new(field, values, areAnswers: false);

    public override Truth Test(FieldValue value, in Instant at)
    {
        if (IsListed(value.Folded))
        {
            return listed;
        }

        foreach (var part in value.Parts)
        {
            if (IsListed(part))
            {
                return listed;
            }
        }

        return value.State is ValueState.Usable ? notListed : Truth.Unknown;
    }

    public override bool Excludes(Condition other) =>
        Field.Type is not FieldType.Choices
        && listed is Truth.True
        && other is ListCondition two
        && !values.Any(two.Allows);

    private bool Allows(string folded) => (IsListed(folded) ? listed : notListed) is Truth.True;

    private bool IsListed(string folded)
    {
        foreach (var one in values)
        {
            if (one == folded)
            {
                return true;
            }
        }

        return false;
    }
}
