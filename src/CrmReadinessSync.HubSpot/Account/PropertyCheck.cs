using System.Security.Cryptography;
using System.Text;
using CrmReadinessSync.Http;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>
/// Makes sure that every mapped property and target exists. What was found is remembered for a day under the names asked for, so that
/// an idle cycle does not ask; a listed deal that lacks one makes it ask again.
/// </summary>
internal sealed class PropertyCheck(IHubSpotApi api, PropertyPlan plan)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(24);

    private readonly string _key = "hubspot:properties:" + Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', plan.Required.Select(required => $"{required.Type}.{required.Name}").Order(StringComparer.Ordinal)))).AsSpan(0, 8));

    private ICrmCache? _cache;

    /// <summary>Uses the journal's memory from now on.</summary>
    public void Use(ICrmCache cache) => _cache = cache;

    /// <summary>Forgets what was found, so that the next cycle asks again.</summary>
    public Task ForgetAsync(CancellationToken cancellationToken) => _cache?.WriteAsync(_key, null, cancellationToken) ?? Task.CompletedTask;

    /// <summary>Refuses a record that lacks a mapped property: what was not read is not blank.</summary>
    /// <exception cref="CrmException">It lacks one; when the property no longer exists at all, the failure says so.</exception>
    public async ValueTask RequireAsync(string type, PropertyBag record, CancellationToken cancellationToken)
    {
        if (MissingFrom(type, record) is { } name)
        {
            await EnsureAsync(fresh: true, cancellationToken);
            throw new CrmException(LeftOut(name));
        }
    }

    /// <summary>The first mapped property that a record lacks; null when it has all. HubSpot leaves out names it does not know, and sends null for those without a value.</summary>
    public string? MissingFrom(string type, PropertyBag record)
    {
        foreach (var required in plan.Required)
        {
            if (required.Type == type && !record.ContainsKey(required.Name))
            {
                return required.Name;
            }
        }

        return null;
    }

    /// <summary>The failure of a record that lacks a property which exists.</summary>
    public static CrmFailure LeftOut(string name) => new(FailureAction.Retry, "field_missing", $"HubSpot left out the property '{name}', which exists.");

    private async Task<IEnumerable<RequiredProperty>> MissingOfAsync(IGrouping<string, RequiredProperty> type, CancellationToken cancellationToken)
    {
        var known = (await api.ListPropertiesAsync(type.Key, cancellationToken)).Results.Select(property => property.Name).ToHashSet(StringComparer.Ordinal);
        return type.Where(required => !known.Contains(required.Name)).Distinct();
    }

    /// <summary>Checks, from memory unless <paramref name="fresh"/>.</summary>
    /// <exception cref="CrmException">Some do not exist; the failure names all of them.</exception>
    public async Task EnsureAsync(bool fresh, CancellationToken cancellationToken)
    {
        if (!fresh && _cache is not null && await _cache.ReadAsync(_key, MaxAge, cancellationToken) is not null)
        {
            return;
        }

        var missing = (await Task.WhenAll(plan.Required.ToLookup(required => required.Type, StringComparer.Ordinal).Select(type => MissingOfAsync(type, cancellationToken))))
            .SelectMany(properties => properties).ToList();

        if (_cache is not null)
        {
            await _cache.WriteAsync(_key, missing.Count == 0 ? "whole" : null, cancellationToken);
        }

        if (missing.Count > 0)
        {
            var names = string.Join(", ", missing.Select(property => $"{property.Type}.{property.Name}"));
            throw new CrmException(new CrmFailure(
                FailureAction.StopCrm,
                "field_missing",
                ErrorBody.Shorten($"HubSpot has no property {names}."),
                "Create it in HubSpot (deploy/hubspot/README.md lists the shipped ones; a sensitive property needs a scope of its own), or take it out of Fields or WriteTo.")) { IsEnvironment = true };
        }
    }
}
