using System.Text.Json.Nodes;

namespace CrmReadinessSync.Readiness;

/// <summary>A kind of condition, found by the name that settings use. A new one is a class here and touches no switch.</summary>
internal interface IOperator
{
    /// <summary>The name in settings.</summary>
    string Name { get; }

    /// <summary>What it takes, for error messages: "a list of values".</summary>
    string Takes { get; }

    /// <summary>Whether it can hold in a route to a finding. What only asks for "filled" cannot: full is not known.</summary>
    bool InRoutes => true;

    /// <summary>Whether it can test fields of this type.</summary>
    bool Accepts(FieldType type);

    /// <summary>Makes the condition, or null when <paramref name="argument"/> is not what <see cref="Takes"/> says.</summary>
    Condition? Compile(Field field, JsonNode? argument);
}
