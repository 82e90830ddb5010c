using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;
using Microsoft.AspNetCore.Http;

namespace CrmReadinessSync.Web;

/// <summary>Other weights, ceilings and essentials, as the form sends them. Nothing of it is ever saved.</summary>
/// <param name="Wanted">By premise, in the order of the rules.</param>
public sealed record WhatIfForm(ImmutableArray<WantedPremise> Wanted)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null when nothing is tried.</summary>
    public static WhatIfForm? Of(IQueryCollection query, ReadinessRules rules) => query["try"] != "1" ? null : new WhatIfForm(
    [
        .. rules.Premises.Select(premise => new WantedPremise(
            premise.Name,
            query[$"w.{premise.Name}"].ToString() is { Length: > 0 and <= 20 } weight ? weight : Number(premise.Weight),
            query[$"e.{premise.Name}"] == "on",
            Depth(query[$"u.{premise.Name}"], premise.CeilingWhenUnknown),
            Depth(query[$"n.{premise.Name}"], premise.CeilingWhenUnmet))),
    ]);

    /// <summary>Judges every deal of the boards by these rules, if they are rules.</summary>
    public WhatIfResult Try(PageContext context, Boards boards)
    {
        var patch = Patch(context.Service.Rules);
        var faults = new List<SettingsFault>();
        var text = patch.ToJsonString();
        var document = SettingsDocument.FromPairs("what-if", [new("Readiness", text)]).Section("Readiness")!;
        var section = context.Service.RulesSection?.Then(document) ?? document;
        var (other, problems) = RulesDocument.Compile(section);
        faults.AddRange(problems);
        var shown = new JsonObject { ["Readiness"] = patch }.ToJsonString(Readable);
        return other is null ? new WhatIfResult(shown, [.. faults], null) : new WhatIfResult(shown, [], Comparison.Of(context, boards, other));
    }

    public static string Number(double weight) => weight.ToString(CultureInfo.InvariantCulture);

    private JsonObject Patch(ReadinessRules rules)
    {
        var premises = new JsonObject();
        foreach (var (wanted, premise) in Wanted.Zip(rules.Premises))
        {
            var changes = new JsonObject();
            if (wanted.Weight != Number(premise.Weight))
            {
                changes["Weight"] = double.TryParse(wanted.Weight, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && double.IsFinite(weight) ? weight : wanted.Weight;
            }

            if (wanted.IsEssential != premise.IsEssential)
            {
                changes["Essential"] = wanted.IsEssential;
            }

            if (wanted.WhenUnknown != premise.CeilingWhenUnknown || wanted.WhenUnmet != premise.CeilingWhenUnmet)
            {
                changes["CapsTalkAt"] = new JsonObject { ["Unknown"] = wanted.WhenUnknown.ToString(), ["Unmet"] = wanted.WhenUnmet.ToString() };
            }

            if (changes.Count > 0)
            {
                premises[premise.Name] = changes;
            }
        }

        return premises.Count == 0 ? [] : new JsonObject { ["Premises"] = premises };
    }

    private static TalkDepth Depth(string? text, TalkDepth otherwise) => Enum.TryParse<TalkDepth>(text, out var depth) && Enum.IsDefined(depth) ? depth : otherwise;
}

/// <summary>One premise as wanted.</summary>
public sealed record WantedPremise(string Name, string Weight, bool IsEssential, TalkDepth WhenUnknown, TalkDepth WhenUnmet);

/// <summary>What a try came to.</summary>
/// <param name="Patch">The settings to copy.</param>
/// <param name="Faults">Why such rules are refused; empty when they are not.</param>
/// <param name="Totals">What they would do; null when they are refused.</param>
public sealed record WhatIfResult(string Patch, ImmutableArray<SettingsFault> Faults, WhatIfTotals? Totals);
