using System.Globalization;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>Results of queries that did not fit a page: the plan and the ids found, kept for two days.</summary>
internal sealed class Cursors
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);
    private readonly Dictionary<string, Cursor> _byId = new(StringComparer.Ordinal);
    private long _next = 1;

    /// <summary>Keeps a result and gives the locator of its row <paramref name="from"/>.</summary>
    public string Open(SoqlPlan plan, IEnumerable<string> ids, int from, DateTimeOffset now)
    {
        foreach (var old in _byId.Where(pair => now - pair.Value.OpenedAt > Kept).Select(static pair => pair.Key).ToList())
            _byId.Remove(old);
        var id = RecordId.Of("01g", _next++);
        // Numbers take an eighth of the room ids do.
        _byId[id] = new Cursor(plan, plan.Type.KeyPrefix, [.. ids.Select(static i => RecordId.Number(i)!.Value)], now);
        return Locator(id, from);
    }

    /// <summary>The result a locator names and the row it stands at.</summary>
    /// <exception cref="SalesforceException">INVALID_QUERY_LOCATOR when there is none, or no longer.</exception>
    public (string Id, Cursor Cursor, int From) Find(string locator, DateTimeOffset now)
    {
        var dash = locator.LastIndexOf('-');
        if (dash > 0 && int.TryParse(locator.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && _byId.TryGetValue(locator[..dash], out var cursor) && now - cursor.OpenedAt <= Kept && from <= cursor.Count)
            return (locator[..dash], cursor, from);
        throw new SalesforceException("INVALID_QUERY_LOCATOR", "invalid query locator");
    }

    /// <summary>The locator of a row of a kept result.</summary>
    public static string Locator(string id, int from) => string.Create(CultureInfo.InvariantCulture, $"{id}-{from}");

    /// <summary>One kept result.</summary>
    internal sealed record Cursor(SoqlPlan Plan, string KeyPrefix, long[] Numbers, DateTimeOffset OpenedAt)
    {
        /// <summary>Rows in it.</summary>
        public int Count => Numbers.Length;

        /// <summary>The id at a place.</summary>
        public string IdAt(int index) => RecordId.Of(KeyPrefix, Numbers[index]);
    }
}
