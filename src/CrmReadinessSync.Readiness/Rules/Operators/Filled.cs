using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Readiness;

/// <summary>Whether anything usable stands in the field. Not for routes to a finding: full is not filled (law 5).</summary>
internal sealed class Filled : IOperator
{
    public string Name => "Filled";

    public string Takes => "true or false";

    public bool InRoutes => false;

    public bool Accepts(FieldType type) => true;

    public Condition? Compile(Field field, JsonNode? argument) => argument?.GetValueKind() switch
    {
        JsonValueKind.True => new FilledCondition(field, wanted: true),
        JsonValueKind.False => new FilledCondition(field, wanted: false),
        _ => null,
    };

    private sealed class FilledCondition(Field field, bool wanted) : Condition(field)
    {
        public override Truth Test(FieldValue value, in Instant at) =>
            value.State is ValueState.Usable == wanted ? Truth.True : Truth.False;

        public override bool Excludes(Condition other) => !wanted && other is not FilledCondition { IsWanted: false };

        private bool IsWanted => wanted;

        public override Truth TestBlank() => wanted ? Truth.False : Truth.True;
    }
}
