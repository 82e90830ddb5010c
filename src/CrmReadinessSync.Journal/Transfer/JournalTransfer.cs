using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

/// <summary>
/// Moves a whole journal into an empty one: table by table along the primary keys, so that a copy that was cut off goes on where it stopped; then
/// both are read once more, row beside row. The service is to be stopped meanwhile.
/// </summary>
internal sealed class JournalTransfer(ITransferEnd source, ITransferEnd target)
{
    private const int RowsAtOnce = 5000;

    /// <summary>Copies and, unless <paramref name="verify"/> is false, compares.</summary>
    /// <returns>How many rows were copied by this call.</returns>
    /// <exception cref="JournalException">The target holds a journal already, or the two differ afterwards.</exception>
    public async Task<long> RunAsync(bool verify, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var tables = await source.TablesAsync(cancellationToken);
        await ClaimAsync(tables, cancellationToken);
        var copied = 0L;
        foreach (var table in tables)
        {
            copied += await CopyAsync(table, progress, cancellationToken);
        }

        foreach (var table in verify ? tables : [])
        {
            await CompareAsync(table, progress, cancellationToken);
        }

        await target.FinishAsync(cancellationToken);
        return copied;
    }

    /// <summary>Refuses an unfinished copy: it lacks what was not copied yet, and a service would take that for new.</summary>
    /// <exception cref="JournalException">It is one.</exception>
    public static async Task RequireFinishedAsync(ITransferEnd journal, CancellationToken cancellationToken)
    {
        if (await journal.UnfinishedFromAsync(cancellationToken) is { } from)
        {
            throw new JournalException($"{journal.Place} is an unfinished copy of {from}.", "Give the same journal copy command again: it goes on where it stopped.");
        }
    }

    private async Task ClaimAsync(IReadOnlyList<TransferTable> tables, CancellationToken cancellationToken)
    {
        if (await target.UnfinishedFromAsync(cancellationToken) is { } earlier)
        {
            if (earlier != source.Place)
            {
                throw new JournalException(
                    $"{target.Place} holds an unfinished copy of {earlier}, not of {source.Place}.", "Finish that copy, or name an empty journal.");
            }

            return;
        }

        foreach (var table in tables)
        {
            if (await target.CountAsync(table, cancellationToken) > 0)
            {
                throw new JournalException($"{target.Place} holds a journal already.", "Name an empty one: copying never overwrites.");
            }
        }

        await target.BeginAsync(source.Place, cancellationToken);
    }

    private async Task<long> CopyAsync(TransferTable table, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var all = await source.CountAsync(table, cancellationToken);
        var done = await target.CountAsync(table, cancellationToken);
        var copied = 0L;
        var after = await target.LastKeyAsync(table, cancellationToken);
        while (true)
        {
            var rows = await source.ReadAsync(table, after, RowsAtOnce, cancellationToken);
            if (rows.Count > 0)
            {
                await target.WriteAsync(table, rows, cancellationToken);
                copied += rows.Count;
                after = table.KeyOf(rows[^1]);
            }

            progress?.Report(new TransferProgress(table.Name, done + copied, all, IsComparing: false));
            if (rows.Count < RowsAtOnce)
            {
                return copied;
            }
        }
    }

    private async Task CompareAsync(TransferTable table, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var all = await source.CountAsync(table, cancellationToken);
        var compared = 0L;
        object?[]? after = null;
        while (true)
        {
            var expected = await source.ReadAsync(table, after, RowsAtOnce, cancellationToken);
            var found = await target.ReadAsync(table, after, RowsAtOnce, cancellationToken);
            if (expected.Count != found.Count || expected.Zip(found).Any(pair => !Same(pair.First, pair.Second)))
            {
                throw new JournalException(
                    $"The copy differs from {source.Place} in the table '{table.Name}'.",
                    "Was the service running? Stop it, empty the target and copy again; the source is as it was.");
            }

            compared += expected.Count;
            progress?.Report(new TransferProgress(table.Name, compared, all, IsComparing: true));
            if (expected.Count < RowsAtOnce)
            {
                return;
            }

            after = table.KeyOf(expected[^1]);
        }
    }

    private static bool Same(object?[] one, object?[] other) => one.Zip(other).All(pair => pair switch
    {
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        var (a, b) => Equals(a, b),
    });
}

/// <summary>How far a copy is.</summary>
/// <param name="Table">The table under way.</param>
/// <param name="Rows">Its rows done.</param>
/// <param name="Of">Its rows in all.</param>
/// <param name="IsComparing">Whether it is being compared, after all was copied.</param>
public readonly record struct TransferProgress(string Table, long Rows, long Of, bool IsComparing);
