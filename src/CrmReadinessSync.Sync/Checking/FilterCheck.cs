using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>Whether what the settings name — pipelines, stages, owners, meeting types — is there.</summary>
/// <param name="connection">The connection.</param>
public sealed class FilterCheck(CrmConnection connection)
{
    /// <summary>The settings' pipelines and what the CRM has: id → what people call it.</summary>
    public IEnumerable<CheckFinding> Pipelines(IReadOnlyDictionary<string, string> known, string place) =>
        Named(CheckArea.Deals, "Deals:Pipelines", connection.Deals.Pipelines, known, place, "pipeline");

    /// <summary>The settings' stages and what the CRM has. A stage that ends a deal selects nothing: closed deals are not judged.</summary>
    public IEnumerable<CheckFinding> Stages(IReadOnlyDictionary<string, string> known, IReadOnlySet<string> closed, string place)
    {
        foreach (var finding in Named(CheckArea.Deals, "Deals:Stages", connection.Deals.Stages, known, place, "stage"))
        {
            yield return finding;
        }

        foreach (var stage in connection.Deals.Stages.Where(closed.Contains))
        {
            yield return new CheckFinding(CheckSeverity.Warning, CheckArea.Deals, $"The stage \"{stage}\" ends a deal, and closed deals are not judged.", "Remove it.")
            { Setting = $"Crms:{connection.Name}:Deals:Stages", Place = place, Cause = CheckCause.Settings };
        }
    }

    /// <summary>The settings' owners and the CRM's: id → name.</summary>
    /// <param name="known">The owners there are.</param>
    /// <param name="aliases">Other ids people take for them → the right one.</param>
    /// <param name="place">Where the CRM lists them.</param>
    public IEnumerable<CheckFinding> Owners(IReadOnlyDictionary<string, string> known, IReadOnlyDictionary<string, string> aliases, string place)
    {
        foreach (var owner in connection.Deals.Owners)
        {
            if (aliases.TryGetValue(owner, out var right) && !known.ContainsKey(owner))
            {
                yield return new CheckFinding(CheckSeverity.Error, CheckArea.Deals, $"\"{owner}\" is a user's id and not an owner's: it selects no deal.", $"Write \"{right}\" ({known[right]}).")
                { Setting = $"Crms:{connection.Name}:Deals:Owners", Place = place, Cause = CheckCause.Settings };
            }
        }

        foreach (var finding in Named(CheckArea.Deals, "Deals:Owners", [.. connection.Deals.Owners.Where(owner => !aliases.ContainsKey(owner))], known, place, "owner"))
        {
            yield return finding;
        }
    }

    /// <summary>The settings' meeting types and what the CRM offers; both sides after translation.</summary>
    public IEnumerable<CheckFinding> MeetingTypes(CrmField? field, string place)
    {
        if (connection.Meetings.Types.IsEmpty)
        {
            yield break;
        }

        if (field is null)
        {
            yield return new CheckFinding(
                CheckSeverity.Error, CheckArea.Meetings, "Meetings are chosen by their type, and the type cannot be read: no meeting counts.", "Map \"meeting.type\" under Fields, or leave Meetings:Types empty.")
            { Setting = $"Crms:{connection.Name}:Meetings:Types", Place = place, Cause = CheckCause.Settings };
            yield break;
        }

        if (field.Options is not { Length: > 0 } options)
        {
            yield break;
        }

        var values = connection.Fields.GetValueOrDefault("meeting.type")?.Values;
        var known = options.Where(option => option.IsActive).GroupBy(option => values?.GetValueOrDefault(option.Value) ?? option.Value, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(same => same.Key, same => same.First().Label, StringComparer.OrdinalIgnoreCase);
        foreach (var finding in Named(CheckArea.Meetings, "Meetings:Types", connection.Meetings.Types, known, place, "meeting type"))
        {
            yield return finding;
        }
    }

    private IEnumerable<CheckFinding> Named(
        CheckArea area, string key, IReadOnlyCollection<string> wanted, IReadOnlyDictionary<string, string> known, string place, string thing)
    {
        var right = 0;
        foreach (var name in wanted)
        {
            if (known.ContainsKey(name))
            {
                right++;
                continue;
            }

            var byLabel = known.FirstOrDefault(one => string.Equals(one.Value, name, StringComparison.OrdinalIgnoreCase)).Key;
            var remedy = byLabel is not null ? $"Write \"{byLabel}\": that is its id, \"{name}\" its label."
                : NearestName.Of(name, known.Keys) is { } near ? $"Did you mean \"{near}\" ({known[near]})?"
                : known.Count is > 0 and <= 20 ? $"Write one of {string.Join(", ", known.Select(one => one.Key == one.Value ? one.Key : $"{one.Key} ({one.Value})"))}."
                : $"Look it up at {place}.";
            yield return new CheckFinding(CheckSeverity.Error, area, $"There is no {thing} \"{name}\": it selects nothing.", remedy)
            { Setting = $"Crms:{connection.Name}:{key}", Place = place, Cause = CheckCause.Settings };
        }

        if (right > 0)
        {
            yield return CheckFinding.Fine(area, $"{right} {thing}{(right > 1 ? "s" : "")} of the settings found.");
        }
    }
}
