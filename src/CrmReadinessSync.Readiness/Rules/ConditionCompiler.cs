namespace CrmReadinessSync.Readiness;

/// <summary>What a condition is for; what may prove nothing about a premise may still be a sign.</summary>
internal enum ConditionUse
{
    /// <summary>A route that meets a premise.</summary>
    Met,

    /// <summary>A route that says a premise is not there.</summary>
    Unmet,

    /// <summary>A warning sign.</summary>
    Sign,

    /// <summary>Which deals a segment is about.</summary>
    Segment,
}

/// <summary>Reads the operators applied to one field.</summary>
internal static class ConditionCompiler
{
    /// <summary>Law 11: deals are judged by what is so about them, never by who owns them.</summary>
    public static void RefuseOwner(SettingsReader reader, string key) => reader.Fault(
        key,
        "Law 11: no deal is judged by the person who owns it.",
        "Use a field of the deal or the company; Deals:Owners of a CRM chooses whose deals are read at all.",
        key);

    /// <summary>Reads <c>{ "AnyOf": [...] }</c> under the field's key; what is wrong becomes a fault and is left out.</summary>
    public static IEnumerable<Condition> Compile(Field field, SettingsReader fields, ConditionUse use)
    {
        if (field == Vocabulary.Owner && use is (ConditionUse.Sign or ConditionUse.Segment))
        {
            RefuseOwner(fields, field.Name);
            yield break;
        }

        if (fields.Object(field.Name) is not { } operators)
        {
            yield break;
        }

        if (!operators.Keys.Any())
        {
            operators.Fault("", "The field has no operator.", NearestName.Remedy("", RuleOperators.ByName.Keys), field.Name);
        }

        foreach (var name in operators.Keys)
        {
            if (!RuleOperators.ByName.TryGetValue(name, out var one))
            {
                operators.Fault(name, "The operator is unknown.", NearestName.Remedy(name, RuleOperators.ByName.Keys), name);
            }
            else if (!one.InRoutes && use is (ConditionUse.Met or ConditionUse.Unmet))
            {
                operators.Fault(name, "The operator is not for routes: full is not filled (law 5).", "Name the values that count, with AnyOf or Answers.", name);
            }
            else if (!one.Accepts(field.Type))
            {
                var fitting = RuleOperators.ByName.Values.Where(o => (o.InRoutes || use is ConditionUse.Sign or ConditionUse.Segment) && o.Accepts(field.Type)).Select(o => o.Name).Order(StringComparer.Ordinal);
                operators.Fault(name, $"The operator cannot test a field of type {field.Type}.", $"Use one of: {string.Join(", ", fitting)}.", name);
            }
            else if (use is ConditionUse.Unmet && one is NoneOf && field.Type is FieldType.Choices)
            {
                operators.Fault(
                    name,
                    "Law 1, blank is not bad: that a choice is missing from several is no explicit no.",
                    "Use AnyOf with the choices that say no.",
                    name);
            }
            else if (one.Compile(field, operators.Json(name)) is { } condition)
            {
                yield return condition;
            }
            else
            {
                operators.Fault(name, $"The value is not {one.Takes}.", $"Write {one.Takes}.", operators.Json(name)!.ToJsonString());
            }
        }
    }
}
