using System.Text.Json.Nodes;

namespace CrmReadinessSync.Readiness;

/// <summary>The text contains one of the words, ignoring width, case and kana.</summary>
internal sealed class Contains : IOperator
{
    public string Name => "Contains";

    public string Takes => "a list of words, such as [\"補助金\", \"grant\"]";

    public bool Accepts(FieldType type) => type is FieldType.Text or FieldType.Choice or FieldType.Choices;

    public Condition? Compile(Field field, JsonNode? argument) =>
        OperatorArguments.Texts(argument) is { } words ? new ContainsCondition(field, words) : null;

    private sealed class ContainsCondition(Field field, string[] words) : Condition(field)
    {
        public override Truth Test(FieldValue value, in Instant at)
        {
            if (value.State is not ValueState.Usable)
            {
                return Truth.Unknown;
            }

            foreach (var word in words)
            {
                if (value.Folded.Contains(word, StringComparison.Ordinal))
                {
                    return Truth.True;
                }
            }

            return Truth.False;
        }
    }
}
