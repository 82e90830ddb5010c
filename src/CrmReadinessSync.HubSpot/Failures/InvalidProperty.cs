using System.Text.Json;

namespace CrmReadinessSync.HubSpot;

/// <summary>One property that HubSpot refused, by name and code (<c>INVALID_OPTION</c>, <c>PROPERTY_DOESNT_EXIST</c>, …).</summary>
internal sealed record InvalidProperty
{
    public string? Name { get; init; }

    public string? Error { get; init; }
}

internal static class InvalidProperties
{
    /// <summary>
    /// The refused properties of an error: from <c>errors[].code</c> and <c>context.propertyName</c> in newer answers, else from the JSON
    /// array that older ones put, as text, into <c>message</c>.
    /// </summary>
    public static IReadOnlyList<InvalidProperty> Of(HubSpotError? error)
    {
        if (error is null)
        {
            return [];
        }

        var named = (error.Errors ?? [])
            .SelectMany(detail => ErrorContext.Texts(detail.Context, "propertyName").Select(name => new InvalidProperty { Name = name, Error = detail.Code }))
            .Where(property => property.Error is not null)
            .ToList();
        return named.Count > 0 ? named : FromText(error.Message);
    }

    private static InvalidProperty[] FromText(string? message)
    {
        var start = message?.IndexOf("[{", StringComparison.Ordinal) ?? -1;
        if (start < 0)
        {
            return [];
        }

        try
        {
            return JsonSerializer.Deserialize(message.AsSpan(start), HubSpotJson.Default.InvalidPropertyArray) ?? [];
        }
        catch (JsonException)
        {
            // The message only looked like a list; it is quoted as it is.
            return [];
        }
    }
}
