using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>Reads associations in batches and follows each record's own paging to its end.</summary>
internal sealed class AssociationReader(IHubSpotApi api)
{
    /// <summary>The most records one request may name.</summary>
    public const int BatchSize = 1000;

    /// <summary>Reads what hangs on the given records. A record without associations is absent from the answer.</summary>
    public async Task<IReadOnlyDictionary<string, List<LinkTarget>>> ReadAsync(string from, string to, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, List<LinkTarget>>(StringComparer.Ordinal);
        var inputs = ids.Select(id => new AssociationInput(id)).ToList();
        var seen = new HashSet<AssociationInput>();
        while (inputs.Count > 0)
        {
            var more = new List<AssociationInput>();
            foreach (var chunk in inputs.Chunk(BatchSize))
            {
                var answer = await api.ReadAssociationsAsync(from, to, new AssociationRequest(chunk), cancellationToken);
                foreach (var result in answer.Results)
                {
                    if (found.TryGetValue(result.From.Id, out var targets))
                    {
                        targets.AddRange(result.To);
                    }
                    else
                    {
                        found[result.From.Id] = [.. result.To];
                    }

                    if (result.Paging?.Next?.After is { } after)
                    {
                        more.Add(new AssociationInput(result.From.Id, after));
                    }
                }
            }

            inputs = more;
            if (inputs.Find(input => !seen.Add(input)) is { } repeated)
            {
                throw new CrmException(new CrmFailure(FailureAction.Retry, "page_repeated", $"HubSpot gave the same page of associations of {from} {repeated.Id} twice."));
            }
        }

        return found;
    }
}
