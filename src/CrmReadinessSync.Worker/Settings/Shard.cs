using System.Collections.Immutable;
using System.Text.Json;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>
/// An entry of <c>Crms</c>, or one part of it: <c>Shards</c> splits a large account by pipelines into connections of their own, so that several workers of a
/// cluster take part in it. All parts share the entry's settings, the account's pace and its day's allowance; each has its own lease, plan and brake.
/// </summary>
/// <param name="Name">What the connection is called: the entry's name, and for a part <c>-</c> and the part's.</param>
/// <param name="Entry">The entry's name.</param>
/// <param name="Section">The entry.</param>
/// <param name="Pipelines">The part's pipelines; null for an entry that is not split.</param>
internal sealed record Shard(string Name, string Entry, SettingsDocument Section, ImmutableArray<string>? Pipelines)
{
    /// <summary>The key in an entry's settings.</summary>
    public const string Key = "Shards";

    private const string Disjoint = "Name each pipeline in one part: a deal in two would be judged and written by both.";

    /// <summary>All connections that the entries make, in the order written.</summary>
    public static IReadOnlyList<Shard> Of(SettingsDocument? crms, ICollection<SettingsFault> faults)
    {
        var all = new List<Shard>();
        foreach (var (entry, section) in crms is { Kind: JsonValueKind.Object } ? crms.Sections().Where(one => one.Value.Kind is JsonValueKind.Object) : [])
        {
            foreach (var shard in section.Section(Key) is { Kind: JsonValueKind.Object } parts ? PartsOf(entry, section, parts, faults) : [new Shard(entry, entry, section, null)])
            {
                if (all.Exists(other => other.Name == shard.Name))
                {
                    faults.Add(shard.Section.Fault(Key, $"Two connections are called \"{shard.Name}\".", "Rename one of the two: a part is called by its entry, a hyphen and its own name."));
                }

                all.Add(shard);
            }
        }

        return all;
    }

    private static IEnumerable<Shard> PartsOf(string entry, SettingsDocument section, SettingsDocument parts, ICollection<SettingsFault> faults)
    {
        if (section.Section("Deals")?.Section("Pipelines") is { Kind: JsonValueKind.Array } whole && whole.Sections().Any())
        {
            faults.Add(section.Fault("Deals:Pipelines", "The parts name the pipelines, and so does this list.", "Leave one of the two out: Deals:Pipelines or Shards."));
        }

        var taken = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (part, list) in parts.Sections())
        {
            var pipelines = list.Kind is JsonValueKind.Array ? list.Sections().Select(one => one.Value.Text).OfType<string>().ToImmutableArray() : [];
            if (list.Kind is JsonValueKind.Array && pipelines.IsEmpty)
            {
                faults.Add(parts.Fault(part, "The part has no pipeline.", "Name at least one, or leave the part out."));
            }

            foreach (var pipeline in pipelines.Where(pipeline => !taken.TryAdd(pipeline, part)))
            {
                faults.Add(parts.Fault(part, $"The pipeline is in the part \"{taken[pipeline]}\" already.", Disjoint, pipeline));
            }

            yield return new Shard($"{entry}-{part}", entry, section, pipelines);
        }
    }
}
