namespace CrmReadinessSync.Readiness;

/// <summary>Reads one entry of <c>Premises</c>.</summary>
internal static class PremiseCompiler
{
    private static readonly string[] Keys =
    [
        "Labels", "Topic", "Essential", "Weight", "CapsTalkAt", "StaleAfter", "FiscalYear", "MetUntil",
        "Answers", "Met", "Unmet", "Ask", "AskAgain",
    ];

    public static Premise Compile(string name, SettingsReader reader)
    {
        reader.OnlyKeys(Keys);
        var answers = Answers(reader);
        var unmet = Routes(reader, "Unmet");
        var met = Routes(reader, "Met");
        if (met.Count == 0 && !reader.Has("Met") && !answers.Any(map => map.CanMeet))
        {
            // Most often a misspelt one of the shipped premises.
            var near = RulesDocument.StandardPremises.Contains(name) ? null : NearestName.Of(name, RulesDocument.StandardPremises);
            const string Remedy = "Give it an answer that counts as Met, or a Met route.";
            reader.Fault("", "Nothing can meet the premise.", near is null ? Remedy : $"Did you mean \"{near}\"? {Remedy}", name);
        }

        var (unknown, unmetCeiling) = Ceilings(reader, (TalkDepth.Terms, TalkDepth.Terms));
        return new Premise(answers, unmet, met)
        {
            Name = name,
            IsEssential = reader.Boolean("Essential"),
            Weight = reader.Number("Weight", 0, 100, otherwise: 1),
            CeilingWhenUnknown = unknown,
            CeilingWhenUnmet = unmetCeiling,
            ShelfLife = new ShelfLife(reader.Duration("StaleAfter")?.Ticks ?? 0, reader.Boolean("FiscalYear")),
            MetUntil = new MetUntil(reader.Field("MetUntil", FieldType.Date)),
            Labels = reader.Local("Labels"),
            Topic = reader.Local("Topic"),
            Ask = reader.Local("Ask"),
            AskAgain = reader.Local("AskAgain"),
        };
    }

    /// <summary>One depth for both, or <c>{ "Unknown": …, "Unmet": … }</c>; what is absent is as otherwise.</summary>
    public static (TalkDepth Unknown, TalkDepth Unmet) Ceilings(SettingsReader reader, (TalkDepth Unknown, TalkDepth Unmet) otherwise)
    {
        if (reader.Json("CapsTalkAt") is System.Text.Json.Nodes.JsonObject)
        {
            var both = reader.Object("CapsTalkAt")!.OnlyKeys(nameof(Finding.Unknown), nameof(Finding.Unmet));
            return (both.Name<TalkDepth>(nameof(Finding.Unknown)) ?? otherwise.Unknown, both.Name<TalkDepth>(nameof(Finding.Unmet)) ?? otherwise.Unmet);
        }

        return reader.Name<TalkDepth>("CapsTalkAt") is { } one ? (one, one) : otherwise;
    }

    private static List<AnswerMap> Answers(SettingsReader reader)
    {
        var maps = new List<AnswerMap>();
        var all = reader.Object("Answers");
        foreach (var (name, values) in reader.Objects("Answers"))
        {
            if (all!.FieldNamed(name) is not { } field)
            {
                continue;
            }

            if (field.Type is FieldType.Number or FieldType.Date or FieldType.Moment)
            {
                all.Fault(name, $"A field of type {field.Type} has no list of answers.", "Use a Met or Unmet route with an operator.", name);
                continue;
            }

            var says = new Dictionary<string, Finding>(StringComparer.Ordinal);
            foreach (var value in values.Keys)
            {
                if (values.Name<Finding>(value) is not { } finding)
                {
                    continue;
                }

                if (!says.TryAdd(TextFolding.Fold(value), finding) && says[TextFolding.Fold(value)] != finding)
                {
                    values.Fault(value, "The value differs from another only in width, case or kana.", "Keep one of the two.", value);
                }
            }

            if (says.ContainsValue(Finding.Met) || says.ContainsValue(Finding.Unmet))
            {
                RefuseWhatProvesNothing(field, all, name);
            }

            maps.Add(new AnswerMap(field, [.. says]));
        }

        return maps;
    }

    private static List<Route> Routes(SettingsReader reader, string kind)
    {
        var routes = new List<Route>();
        foreach (var (name, fields) in reader.Objects(kind))
        {
            var conditions = new List<Condition>();
            if (!fields.Keys.Any())
            {
                reader.Object(kind)!.Fault(name, "The route has no condition.", "Name at least one field and an operator.", name);
            }

            foreach (var fieldName in fields.Keys)
            {
                if (fields.FieldNamed(fieldName) is { } field)
                {
                    RefuseWhatProvesNothing(field, fields, fieldName);
                    conditions.AddRange(ConditionCompiler.Compile(field, fields, kind == "Unmet" ? ConditionUse.Unmet : ConditionUse.Met));
                }
            }

            routes.Add(new Route(name, conditions));
        }

        return routes;
    }

    /// <summary>Law 2, and its mirror: neither a contact nor the calendar says anything about a premise.</summary>
    private static void RefuseWhatProvesNothing(Field field, SettingsReader reader, string key)
    {
        if (field == Vocabulary.Owner)
        {
            ConditionCompiler.RefuseOwner(reader, key);
        }
        else if (field == Vocabulary.Override || field == Vocabulary.OverrideReason || field == Vocabulary.OverrideUntil)
        {
            reader.Fault(key, "Law 9: the rep's flag stands beside the computed one and proves nothing about a premise.", "Use a field that holds an answer, such as need or timing.", field.Name);
        }
        else if (field.Kind is FieldKind.Contact)
        {
            reader.Fault(key, "Law 2, contact is not intent: that somebody was in touch proves neither yes nor no.", "Use a field that holds an answer, such as need or timing.", field.Name);
        }
        else if (field.Kind is FieldKind.Clock)
        {
            reader.Fault(key, "A time that the calendar moves by itself proves neither yes nor no.", "Use a field that holds an answer, such as decide_by.", field.Name);
        }
    }
}
