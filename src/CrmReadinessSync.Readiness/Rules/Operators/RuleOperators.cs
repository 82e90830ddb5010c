using System.Collections.Frozen;

namespace CrmReadinessSync.Readiness;

/// <summary>The operators by name; a name given twice stops the process at its first use.</summary>
internal static class RuleOperators
{
    public static FrozenDictionary<string, IOperator> ByName { get; } = new IOperator[]
    {
        new AnyOf(), new NoneOf(), new AtLeast(), new AtMost(), new Within(), new Ahead(), new OlderThan(), new OlderThanBusinessDays(), new Contains(), new Is(), new Filled(),
    }.ToFrozenDictionary(one => one.Name, StringComparer.Ordinal);
}
