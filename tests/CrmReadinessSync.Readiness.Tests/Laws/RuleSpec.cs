using System.Globalization;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Readiness.Tests;

/// <summary>A rule set as data: written out as a document, and judged by the plainest possible code to compare with.</summary>
internal sealed record RuleSpec(IReadOnlyList<PremiseSpec> Premises, IReadOnlyList<PhaseSpec> Phases, IReadOnlyDictionary<Phase, TalkDepth> Ceilings)
{
    public string Json()
    {
        var premises = new JsonObject();
        foreach (var premise in Premises)
        {
            premises[premise.Name] = premise.Json();
        }

        var phases = new JsonObject();
        foreach (var group in Phases.GroupBy(phase => phase.Phase))
        {
            phases[group.Key.ToString()] = new JsonObject(group.Select((route, i) => KeyValuePair.Create(
                $"way {i}",
                (JsonNode?)new JsonObject(route.Needs.Select(need => KeyValuePair.Create(
                    Premises[need.Key].Name, (JsonNode?)new JsonArray([.. need.Value.Select(f => (JsonNode?)f.ToString())])))))));
        }

        return new JsonObject
        {
            ["Base"] = "None",
            ["UnknownCredit"] = 0.25,
            ["Premises"] = premises,
            ["Phases"] = phases,
            ["PhaseCeilings"] = new JsonObject(Ceilings.Select(c => KeyValuePair.Create(c.Key.ToString(), (JsonNode?)c.Value.ToString()))),
            ["WarningSigns"] = new JsonObject(new[] { "vague", "mismatch" }.Select(sign => KeyValuePair.Create(
                sign, (JsonNode?)new JsonObject { ["Kind"] = "Ticked", ["Value"] = sign, ["ExpiresAfter"] = "60d" }))),
            ["Hollow"] = new JsonObject { ["PastedOn"] = 5, ["BulkFilledOn"] = 8 },
            ["Gap"] = new JsonObject { ["CloseWithin"] = "14d" },
            ["Calendar"] = new JsonObject { ["FiscalYearEnds"] = "03-31", ["Holidays"] = new JsonArray("2027-01-01") },
        }.ToJsonString();
    }

    /// <summary>These rules, and those of another spec's essentials and ceilings for existing customers.</summary>
    public string JsonWithSegment(RuleSpec named)
    {
        var json = JsonNode.Parse(Json())!.AsObject();
        json["Segments"] = new JsonObject
        {
            ["named"] = new JsonObject
            {
                ["When"] = new JsonObject { ["customer"] = new JsonObject { ["Is"] = "existing" } },
                ["Premises"] = Requirements(named),
            },
        };
        return json.ToJsonString();
    }

    /// <summary>These rules, and those of another spec's essentials and ceilings in the last day before the meeting.</summary>
    public string JsonWithWindow(RuleSpec within)
    {
        var json = JsonNode.Parse(Json())!.AsObject();
        json["MeetingClock"] = new JsonObject { ["Windows"] = new JsonObject { ["T-24h"] = new JsonObject { ["Before"] = "24h", ["Premises"] = Requirements(within) } } };
        return json.ToJsonString();
    }

    private static JsonObject Requirements(RuleSpec spec) => new(spec.Premises.Select(premise => KeyValuePair.Create(
        premise.Name,
        (JsonNode?)new JsonObject
        {
            ["Essential"] = premise.Essential,
            ["CapsTalkAt"] = new JsonObject { ["Unknown"] = premise.Unknown.ToString(), ["Unmet"] = premise.Unmet.ToString() },
        })));

    public (Phase Phase, TalkDepth Depth, Flag Flag) Judge(IReadOnlyList<Finding> findings, bool signs)
    {
        var phase = Phase.Unclear;
        foreach (var candidate in new[] { Phase.Deciding, Phase.Gathering, Phase.NotBuying })
        {
            if (Phases.Any(route => route.Phase == candidate && route.Needs.All(need => need.Value.Contains(findings[need.Key]))))
            {
                phase = candidate;
            }
        }

        var caps = Premises.Select((p, i) => findings[i] switch { Finding.Met => TalkDepth.Terms, Finding.Unknown => p.Unknown, _ => p.Unmet });
        var depth = (TalkDepth)caps.Append(Ceilings[phase]).Min(cap => (int)cap);
        var ready = phase == Phase.Deciding && Premises.Select((p, i) => !p.Essential || findings[i] == Finding.Met).All(met => met);
        var flag = phase is Phase.Gathering or Phase.NotBuying ? Flag.Hold : ready ? Flag.Ready : Flag.Confirm;
        return !signs ? (phase, depth, flag)
            : (phase, depth <= TalkDepth.ConfirmProblem ? depth : depth - 1, flag == Flag.Ready ? Flag.Confirm : flag);
    }

    public IEnumerable<Finding[]> Combinations()
    {
        var all = (int)Math.Pow(3, Premises.Count);
        for (var code = 0; code < all; code++)
        {
            var rest = code;
            yield return [.. Premises.Select(_ => { var finding = (Finding)(rest % 3); rest /= 3; return finding; })];
        }
    }
}

internal sealed record PremiseSpec(
    string Name,
    string Field,
    bool Essential,
    int Weight,
    TalkDepth Unknown,
    TalkDepth Unmet,
    int? StaleDays,
    bool FiscalYear,
    bool MetUntil,
    bool CustomerRoute)
{
    public JsonObject Json()
    {
        var json = new JsonObject
        {
            ["Essential"] = Essential,
            ["Weight"] = Weight,
            ["CapsTalkAt"] = new JsonObject { ["Unknown"] = Unknown.ToString(), ["Unmet"] = Unmet.ToString() },
            ["FiscalYear"] = FiscalYear,
            ["Answers"] = new JsonObject
            {
                [Field] = new JsonObject { ["yes"] = "Met", ["also"] = "Met", ["open"] = "Unknown", ["no"] = "Unmet" },
            },
            ["Ask"] = new JsonObject { ["ja"] = "いかがでしょうか。", ["en"] = "How is it?" },
        };
        if (StaleDays is { } days)
        {
            json["StaleAfter"] = string.Create(CultureInfo.InvariantCulture, $"{days}d");
        }

        if (MetUntil)
        {
            json["MetUntil"] = "decide_by";
        }

        if (CustomerRoute)
        {
            json["Met"] = new JsonObject
            {
                ["bought before"] = new JsonObject { ["customer"] = new JsonObject { ["AnyOf"] = new JsonArray("existing") } },
                ["soon and clear"] = new JsonObject
                {
                    ["decide_by"] = new JsonObject { ["Within"] = "60d" },
                    ["scope"] = new JsonObject { ["Is"] = "clear" },
                },
            };
        }

        return json;
    }
}

internal sealed record PhaseSpec(Phase Phase, IReadOnlyDictionary<int, Finding[]> Needs);
