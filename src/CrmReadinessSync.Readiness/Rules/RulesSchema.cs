using System.Text.Json.Nodes;

namespace CrmReadinessSync.Readiness;

/// <summary>The JSON Schema of the <c>Readiness</c> section, made from the vocabulary, the operators and the kinds of sign there are.</summary>
public static class RulesSchema
{
    /// <summary>What <see cref="Create"/> refers to as <c>#/$defs/…</c>: the conditions on a field of each type.</summary>
    public static JsonObject Definitions() =>
        new(Enum.GetValues<FieldType>().Select(type => KeyValuePair.Create(type.ToString(), (JsonNode?)Described(Operators(type), $"Conditions on a field of type {type}; all must hold."))));

    /// <summary>A new copy of the schema.</summary>
    public static JsonObject Create() => Object(
        ("Base", Choice("Standard (the default) starts from the shipped rules and a file holds only what differs; None starts from nothing.", "Standard", "None")),
        ("UnknownCredit", Number("What an unknown premise earns of its weight in the score, which only sorts.", 0, 1)),
        ("Premises", Map("The premises of a full meeting by name, at most ten. null removes a shipped one.", Premise())),
        ("Phases", Described(
            Object(
                ("NotBuying", PhaseRoutes("Routes to 'no plan to buy'. Only an explicit answer may lead here.")),
                ("Gathering", PhaseRoutes("Routes to 'gathering information'.")),
                ("Deciding", PhaseRoutes("Routes to 'deciding'."))),
            "Which findings make which state of the counterpart; tried in the order NotBuying, Gathering, Deciding, else Unclear.")),
        ("PhaseCeilings", Described(
            Object([.. Enum.GetNames<Phase>().Select(phase => (phase, Choice($"How far to talk at most while {phase}.", Enum.GetNames<TalkDepth>())))]),
            "How far to talk at most in each state.")),
        ("WarningSigns", Map("What does not sit right, by name. A sign never disqualifies. null removes a shipped one.", Sign())),
        ("Segments", Map("Deals judged by premises of their own, by name; the one with the most conditions wins.", Segment())),
        ("MeetingClock", MeetingClock()),
        ("Override", Described(
            Object(("LastsFor", Duration("How long a flag set by the rep wins, where neither a day nor a meeting ends it."))),
            "The rep's last word.")),
        ("Hollow", Described(
            Object(
                ("PastedOn", Number("From this many open deals on, one and the same free text was pasted and says nothing. null: never.", 2, 1_000_000)),
                ("BulkFilledOn", Number("From this many deals on, one choice given within BulkWithin says nothing. Several fields of one deal saved at once never do. null: never.", 2, 1_000_000)),
                ("BulkWithin", Duration("How near in time the fills of a bulk fill lie; up to 1h. Nobody saves eight deals by hand in ten seconds.")),
                ("Defaults", Described(
                    Fields(Likeness.IsChosen, _ => Texts("Values that the form makes by itself.")),
                    "Choices that a form makes by itself; each says nothing until somebody chose it after the deal was made."))),
            "When a field is filled and yet says nothing.")),
        ("Gap", Described(
            Object(
                ("LateStages", Texts("Stages of ours that suppose a decision.")),
                ("CloseWithin", Duration("A close date nearer than this supposes a decision.")),
                ("Forecasts", Texts("Forecast categories that suppose a decision."))),
            "When our side runs ahead of theirs.")),
        ("Calendar", Described(
            Object(
                ("FiscalYearEnds", Described(new JsonObject { ["type"] = "string", ["pattern"] = "^[01][0-9]-[0-3][0-9]$" }, "The last day of the fiscal year, MM-dd.")),
                ("Holidays", Texts("Days off, yyyy-MM-dd."))),
            "The business calendar.")));

    private static JsonObject Premise() => Described(
        Object(
            ("Labels", Local("The premise's name on screen.")),
            ("Topic", Local("What to call it in a question about stale answers.")),
            ("Essential", Described(new JsonObject { ["type"] = "boolean" }, "Whether Ready needs it.")),
            ("Weight", Number("Its weight in the score, which only sorts.", 0, 100)),
            ("CapsTalkAt", Ceiling()),
            ("StaleAfter", Duration("Its evidence counts this long.")),
            ("FiscalYear", Described(new JsonObject { ["type"] = "boolean" }, "Whether its evidence also ends with the fiscal year.")),
            ("MetUntil", Choice("A date field after which a Met counts no longer.", [.. Vocabulary.All.Where(field => field.Type is FieldType.Date).Select(field => field.Name)])),
            ("Answers", Described(
                Fields(field => field.Type is FieldType.Choice or FieldType.Choices or FieldType.Text or FieldType.Boolean, _ =>
                    new JsonObject { ["type"] = "object", ["additionalProperties"] = Choice("What the answer says.", Enum.GetNames<Finding>()) }),
                "What each answer of a field says.")),
            ("Met", Routes("Named routes by which it is met: the fields of a route all hold; one route is enough.")),
            ("Unmet", Routes("Named routes by which it is unmet; unmet wins over met.")),
            ("Ask", Local("The question when nothing is known.")),
            ("AskAgain", Local("The question when the answer was open."))),
        "One thing that must be true before a full meeting pays off.");

    private static JsonObject Segment() => Described(
        Object(
            ("When", Described(Fields(_ => true, Operators), "What holds for its deals, all of it.")),
            ("Labels", Local("The segment's name on screen.")),
            ("Premises", Map("What differs; never what says no.", Object(
                ("Labels", Local("The premise's name on screen.")),
                ("Topic", Local("What to call it in a question about stale answers.")),
                ("Essential", Described(new JsonObject { ["type"] = "boolean" }, "Whether Ready needs it.")),
                ("Weight", Number("Its weight in the score, which only sorts.", 0, 100)),
                ("CapsTalkAt", Ceiling()),
                ("Met", Routes("Named routes by which it is met, beside those it has.")),
                ("Ask", Local("The question when nothing is known.")),
                ("AskAgain", Local("The question when the answer was open."))))),
            ("MeetingClock", MeetingClock())),
        "Deals judged by premises of their own.");

    private static JsonObject MeetingClock() => Described(
        Object(("Windows", Map("Windows before the meeting, by name.", Object(
            ("Before", Duration("It opens this long before the meeting, and the deal is due again.")),
            ("Premises", Map("What it asks for beyond; a window may only tighten.", Object(
                ("Essential", Described(new JsonObject { ["type"] = "boolean" }, "Whether Ready needs it.")),
                ("CapsTalkAt", Ceiling())))))))),
        "When a deal is due again before its meeting, and what is asked for then.");

    private static JsonObject Ceiling() => Described(
        new JsonObject
        {
            ["anyOf"] = new JsonArray(
                Choice("How far to talk at most while it is not met.", Enum.GetNames<TalkDepth>()),
                Object(
                    (nameof(Finding.Unknown), Choice("How far to talk at most while it is unknown.", Enum.GetNames<TalkDepth>())),
                    (nameof(Finding.Unmet), Choice("How far to talk at most while it is unmet.", Enum.GetNames<TalkDepth>())))),
        },
        "How far to talk at most while it is not met.");

    private static JsonObject Routes(string description) => Map(description, Fields(_ => true, Operators));

    // By type, not by field: a schema that says the same seventy times is no help to an editor.
    private static JsonObject Operators(Field field) => new() { ["$ref"] = $"#/$defs/{field.Type}" };

    private static JsonObject Operators(FieldType type) => Object([.. RuleOperators.ByName.Values
        .Where(one => one.InRoutes && one.Accepts(type))
        .OrderBy(one => one.Name, StringComparer.Ordinal)
        .Select(one => (one.Name, new JsonObject { ["description"] = $"Takes {one.Takes}." }))]);

    private static JsonObject PhaseRoutes(string description) => Map(description, Map(
        "Premises and the findings they must have, all of them.",
        new JsonObject
        {
            ["anyOf"] = new JsonArray(
                Choice("A finding.", Enum.GetNames<Finding>()),
                new JsonObject { ["type"] = "array", ["items"] = Choice("A finding.", Enum.GetNames<Finding>()) }),
        }));

    private static JsonObject Sign()
    {
        List<(string, JsonObject)> members =
        [
            ("Kind", Choice("The kind of sign.", [.. SignKinds.ByName.Keys.Order(StringComparer.Ordinal)])),
            ("Labels", Local("The sign's name on screen.")),
            ("ExpiresAfter", Duration("How long it shows after it was noted.")),
            ("NotMet", Texts("Premises that keep it from showing once they are met.")),
        ];
        members.AddRange(SignKinds.ByName.Values.SelectMany(kind => kind.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(key => (key, new JsonObject { ["description"] = "Read by the kind of sign." })));
        return Described(Object([.. members]), "Something that does not sit right.");
    }

    private static JsonObject Fields(Func<Field, bool> chosen, Func<Field, JsonObject> value) =>
        Object([.. Vocabulary.All.Where(chosen).Select(field => (field.Name, Described(value(field), field.Description)))]);

    private static JsonObject Object(params (string Key, JsonObject Schema)[] members)
    {
        var properties = new JsonObject();
        foreach (var (key, schema) in members)
        {
            properties[key] = Removable(schema);
        }

        return new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
    }

    private static JsonObject Map(string description, JsonObject value) =>
        new() { ["description"] = description, ["type"] = "object", ["additionalProperties"] = Removable(value) };

    // In a merge patch null removes what the shipped rules hold.
    private static JsonObject Removable(JsonObject schema)
    {
        if (schema["type"] is JsonValue type)
        {
            schema["type"] = new JsonArray(type.GetValue<string>(), "null");
        }
        else if (schema["enum"] is JsonArray choices)
        {
            choices.Add((JsonNode?)null);
        }

        return schema;
    }

    private static JsonObject Choice(string description, params IEnumerable<string> choices) =>
        new() { ["description"] = description, ["enum"] = new JsonArray([.. choices.Select(choice => (JsonNode?)choice)]) };

    private static JsonObject Number(string description, double least, double most) =>
        new() { ["description"] = description, ["type"] = "number", ["minimum"] = least, ["maximum"] = most };

    private static JsonObject Duration(string description) =>
        new() { ["description"] = description, ["type"] = "string", ["pattern"] = "^[1-9][0-9]*[smhd]$" };

    private static JsonObject Texts(string description) =>
        new() { ["description"] = description, ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } };

    private static JsonObject Local(string description) => Described(
        Object([.. RepLanguage.All.Select(language => (language, new JsonObject { ["type"] = "string" }))]), description);

    private static JsonObject Described(JsonObject schema, string description)
    {
        schema["description"] = description;
        return schema;
    }
}
