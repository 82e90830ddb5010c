using System.Globalization;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Simulation;

/// <summary>What is written, and what the journal says of it.</summary>
internal sealed partial class Laws
{
    private readonly Dictionary<string, int> _lastWrite = new(StringComparer.Ordinal);
    private int _writes;

    /// <summary>No field but ours was ever changed by us, and each change of ours is a write in the journal, and the other way round.</summary>
    public async Task CheckWritesAsync(IJournal journal)
    {
        var targets = world.Connection.WriteTo.Properties.ToDictionary(world.Side.StoreName, target => target, StringComparer.Ordinal);
        var entries = (await journal.ReadWritesAsync(run: null, dealId: null, 100_000, CancellationToken.None)).ToLookup(entry => entry.DealId, StringComparer.Ordinal);
        foreach (var kind in Enum.GetValues<RecordKind>())
        {
            for (var number = 0L; number < world.Side.Store.Count(kind); number++)
            {
                var record = world.Side.Store.Find(new RecordKey(kind, number))!;
                var id = world.Side.IdOf(record.Key);
                CheckHistory(record, targets, kind is RecordKind.Deal ? [.. entries[id]] : []);
            }
        }
    }

    private void CheckHistory(CrmRecord record, Dictionary<string, string> targets, IReadOnlyList<WriteLogEntry> entries)
    {
        foreach (var property in record.Properties)
        {
            var history = record.History(property);
            var ours = history.Where(change => change.Source.Kind is SourceKind.Api).ToList();
            if (ours.Count > 0 && !targets.ContainsKey(property))
            {
                Break($"No foreign field is ever changed: {property} of {record.Key}.");
                continue;
            }

            if (!targets.TryGetValue(property, out var target))
            {
                continue;
            }

            var journalled = entries.Where(entry => entry.Changes.ContainsKey(target)).Select(entry => (entry.Outcome, New: Plain(entry.Changes[target].New))).ToList();
            foreach (var change in ours)
            {
                var times = ours.Count(other => Plain(other.Value) == Plain(change.Value));
                if (journalled.Count(entry => entry.New == Plain(change.Value)) < times)
                {
                    Break($"Every write is journalled: {property} of {record.Key} became '{Short(change.Value)}' {times} times, and the journal knows of fewer.");
                }
            }
        }

        foreach (var entry in entries.Where(entry => entry.Outcome is DealOutcome.Written))
        {
            foreach (var (target, change) in entry.Changes)
            {
                var value = Plain(change.New);
                var history = record.History(world.Side.StoreName(target));
                if (value is not null && !history.Any(other => Plain(other.Value) == value))
                {
                    Break($"Every journalled write matches the CRM's history: {target} of {entry.DealId} never was '{Short(value)}' (run {entry.Run}).");
                }
            }
        }
    }

    private void MeetWrite(object process, SandboxRequest request, WireCall call)
    {
        if (world.Side.WritesOf(request, call) is not { } writes)
        {
            Break($"Only deals are written: {request.Method} {request.Path}.");
            return;
        }

        _writes += writes.Length;
        foreach (var write in writes)
        {
            foreach (var (property, _) in write.Values.Where(value => !world.Connection.WriteTo.Properties.Contains(value.Key, StringComparer.Ordinal)))
            {
                Break($"Only our own fields are written: {property} of {write.Deal}.");
            }

            if (world.Side.DealOf(write.Deal) is not { } key || world.Side.Store.Find(key) is not { } deal)
            {
                Break($"Only deals that exist are written: {write.Deal}.");
                continue;
            }

            MeetHands(deal, write);
            MeetFlip(deal, write);
            // As long as the search index lags behind a deletion it brings the deal back once more.
            if (_readAsGone.Contains((process, key)) && world.Time.Now - deal.ArchivedAt > world.History.IndexDelay + TimeSpan.FromMinutes(1))
            {
                Break($"Who is gone is left alone: {write.Deal} was read as gone and is written.");
            }

            if (_lastWrite.TryGetValue(write.Deal, out var last) && last < _cycles && write.Values.All(value => IsOurs(deal, value)))
            {
                Break($"No effect twice: {write.Deal} is given what an earlier cycle gave it.");
            }

            _lastWrite[write.Deal] = _cycles;
            if (_refused.TryGetValue(write.Deal, out var refused) && world.Time.Now < refused.NotBefore)
            {
                Break(string.Create(CultureInfo.InvariantCulture, $"Retries back off: deal {write.Deal} failed {refused.Times} times and is tried again {refused.NotBefore - world.Time.Now} too early."));
            }
        }
    }

    /// <summary>Whether a property holds a value already, and by our own hand.</summary>
    private bool IsOurs(CrmRecord deal, KeyValuePair<string, string?> value)
    {
        var history = deal.History(world.Side.StoreName(value.Key));
        return history is [.., { Source.Kind: SourceKind.Api } last] && Plain(last.Value) == Plain(value.Value);
    }
}
