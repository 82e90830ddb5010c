using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox;

/// <summary>What happens to a HubSpot account while somebody works with it.</summary>
internal sealed partial class HubSpotWire
{
    /// <summary>A lock after heavy writes lasts this long.</summary>
    private static readonly TimeSpan LockLife = TimeSpan.FromSeconds(2);

    public void Suffer(Mishap mishap, SandboxRequest request, DateTimeOffset now)
    {
        var named = Named(request);
        switch (mishap)
        {
            case Mishap.TokensExpire:
                Tokens.ExpireAll(now);
                break;
            case Mishap.DealVanishes when named.Count > 0:
                _account.Store.Archive(named[named.Count / 2], now);
                break;
            case Mishap.RowsLocked:
                foreach (var key in named.Take(1))
                    _locks[key] = now + LockLife;
                break;
            case Mishap.FieldRemoved:
                var deals = _account.Object(RecordKind.Deal);
                if (deals.Property(ReadinessFields.Reasons) is { } field)
                    deals.Properties[field.Name] = field with { ArchivedAt = now };
                break;
            case Mishap.PermissionWithdrawn:
                Tokens.Scopes.Remove("crm.objects.deals.write");
                break;
        }
    }

    /// <summary>The live deals a write names, in its order.</summary>
    private List<RecordKey> Named(SandboxRequest request)
    {
        var route = HubSpotRoute.Parse(request.Path);
        if (route.Api != HubSpotApi.Objects || _account.Object(route.At(0)) is not { Kind: RecordKind.Deal } type)
            return [];
        IEnumerable<string?> ids = route.Rest switch
        {
            [_, "batch", _] => Batched(request),
            [_, var id] => [id],
            _ => [],
        };
        return [.. ids.Select(id => HubSpotIds.Parse(type.Kind, id)).OfType<RecordKey>().Where(key => _account.Store.Find(key) is { IsLive: true })];
    }

    private static IEnumerable<string?> Batched(SandboxRequest request)
    {
        try
        {
            return JsonNode.Parse(request.Body.Span)?["inputs"] is JsonArray inputs ? [.. inputs.Select(input => (input as JsonObject)?["id"]?.ToString())] : [];
        }
        catch (JsonException)
        {
            // Not JSON names no deals; the call itself will be refused for it.
            return [];
        }
    }
}
