using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>Takes listed records over as deals, and refuses those that lack a mapped property: missing fields are never judged.</summary>
internal sealed class RowReader(PropertyCheck check)
{
    /// <summary>Reads a page.</summary>
    /// <param name="records">What was listed.</param>
    /// <param name="inline">Whether associations came along.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CrmException">A mapped property or target no longer exists.</exception>
    public async Task<RowPage> ReadAsync(IReadOnlyList<CrmRecord> records, bool inline, CancellationToken cancellationToken)
    {
        var rows = new List<DealRow>(records.Count);
        var failed = new List<DealReadFailure>();
        foreach (var record in records)
        {
            if (check.MissingFrom(ObjectTypes.Deals, record.Properties) is { } missing)
            {
                await check.EnsureAsync(fresh: true, cancellationToken);
                failed.Add(new DealReadFailure(record.Id, PropertyCheck.LeftOut(missing)));
            }
            else if ((RawValues.ReadMoment(record.Properties.Text(ObjectTypes.StampOf(ObjectTypes.Deals))) ?? RawValues.ReadMoment(record.UpdatedAt)) is { } stamp)
            {
                rows.Add(new DealRow(record.Id, stamp, record.Properties) { Links = inline ? DealLinks.OfInline(record.Associations) : null });
            }
            else
            {
                failed.Add(new DealReadFailure(record.Id, new CrmFailure(FailureAction.Retry, "no_stamp", "HubSpot gave no readable hs_lastmodifieddate.")));
            }
        }

        return new RowPage(rows, failed);
    }

    /// <summary>Takes over a page that was asked for stamps only.</summary>
    public static RowPage StampsOf(IReadOnlyList<CrmRecord> records) => new(
        [.. records.Select(record => new DealRow(
            record.Id,
            RawValues.ReadMoment(record.Properties.Text(ObjectTypes.StampOf(ObjectTypes.Deals))) ?? RawValues.ReadMoment(record.UpdatedAt) ?? DateTimeOffset.MaxValue,
            record.Properties))],
        []);
}

/// <summary>The rows of a page and those that could not be read.</summary>
internal sealed record RowPage(IReadOnlyList<DealRow> Rows, IReadOnlyList<DealReadFailure> Failed);
