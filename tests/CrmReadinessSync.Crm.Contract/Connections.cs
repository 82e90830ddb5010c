using System.Collections.Immutable;
using System.Text.Json;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace CrmReadinessSync.Contract;

/// <summary>Connections as shipped.</summary>
public static class Connections
{
    /// <summary>The connection of a registered kind with its shipped fields and targets.</summary>
    /// <param name="register">The kind's own registration.</param>
    public static CrmConnection Standard(Func<IServiceCollection, IServiceCollection> register)
    {
        using var services = register(new ServiceCollection()).BuildServiceProvider();
        var kind = services.GetRequiredService<ICrmKind>();
        using var fields = JsonDocument.Parse(kind.StandardFields);
        using var targets = JsonDocument.Parse(kind.StandardWriteTo);
        return new CrmConnection
        {
            Name = kind.Name.ToLowerInvariant(),
            Kind = kind.Name,
            TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"),
            Language = "ja",
            Meetings = new MeetingFilter { PastCountsAsHeld = !kind.KeepsMeetingOutcomes },
            Fields = fields.RootElement.EnumerateObject().ToImmutableSortedDictionary(field => field.Name, field => Source(field.Value), StringComparer.Ordinal),
            WriteTo = new WriteTargets(Target("Flag"), Target("NextStep"), Target("Phase"), Target("TalkDepth"), Target("Reasons")),
        };

        string Target(string name) => targets.RootElement.GetProperty(name).GetString()!;
    }

    private static FieldSource Source(JsonElement field) => new(
        field.GetProperty("From").GetString()!,
        field.TryGetProperty("Values", out var values)
            ? values.EnumerateObject().ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value.GetString()!, StringComparer.Ordinal)
            : null);
}
