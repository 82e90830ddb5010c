using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CrmReadinessSync.Sync;

/// <summary>Two short hashes of a connection: one over what must be read again when it changes, one over what need only be judged again.</summary>
internal static class MappingFingerprint
{
    /// <summary>Where each field comes from, which targets are shown, and which deals and meetings count.</summary>
    public static string OfReading(CrmConnection connection) => Hash(
    [
        $"kind={connection.Kind}",
        .. Sources(connection).Select(field => $"field:{field.Key}={field.Value.From}"),
        .. connection.Unwatched.Select(word => $"unwatched:{word}"),
        .. Targets(connection.WriteTo),
        .. Filters(connection),
    ]);

    /// <summary>Everything of the connection that a verdict or its texts depend on.</summary>
    public static string OfJudging(CrmConnection connection) => Hash(
    [
        $"language={connection.Language}",
        $"zone={connection.TimeZone.Id}",
        $"write={connection.Deals.WriteWhen}",
        $"held={connection.Meetings.PastCountsAsHeld}",
        .. connection.Tasks is { } tasks ? [string.Create(CultureInfo.InvariantCulture, $"tasks={tasks.Within.Ticks}")] : Array.Empty<string>(),
        .. from field in Sources(connection)
           from pair in (field.Value.Values ?? ImmutableSortedDictionary<string, string>.Empty).OrderBy(pair => pair.Key, StringComparer.Ordinal)
           select $"value:{field.Key}:{pair.Key}={pair.Value}",
        .. Targets(connection.WriteTo),
        .. Filters(connection),
    ]);

    private static IEnumerable<KeyValuePair<string, FieldSource>> Sources(CrmConnection connection) =>
        connection.Fields.OrderBy(field => field.Key, StringComparer.Ordinal);

    private static IEnumerable<string> Targets(WriteTargets targets) =>
    [
        $"flag={targets.Flag}", $"step={targets.NextStep}", $"phase={targets.Phase}", $"depth={targets.TalkDepth}", $"reasons={targets.Reasons}",
    ];

    private static IEnumerable<string> Filters(CrmConnection connection) =>
    [
        .. connection.Deals.Pipelines.Order(StringComparer.Ordinal).Select(id => $"pipeline:{id}"),
        .. connection.Deals.Stages.Order(StringComparer.Ordinal).Select(id => $"stage:{id}"),
        .. connection.Deals.Owners.Order(StringComparer.Ordinal).Select(id => $"owner:{id}"),
        $"created={connection.Deals.CreatedAfter?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}",
        .. connection.Meetings.Types.Order(StringComparer.Ordinal).Select(type => $"meeting:{type}"),
        .. connection.Meetings.ExcludeTitles.Order(StringComparer.Ordinal).Select(title => $"not:{title}"),
        string.Create(CultureInfo.InvariantCulture, $"horizon={connection.Meetings.Horizon.Ticks}"),
    ];

    /// <summary>Sixteen hex digits. Each line carries its length, so that no two lists of lines can run into one another.</summary>
    private static string Hash(IEnumerable<string> lines)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in lines)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{line.Length}:{line}\n")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }
}
