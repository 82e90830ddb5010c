namespace CrmReadinessSync.Readiness;

/// <summary>
/// How long an answer of a premise stays true (law 6). Only answers age: being a customer does not. Of unknown age, it counts.
/// </summary>
/// <param name="StaleAfter">Ticks; 0 for never.</param>
/// <param name="FiscalYear">Whether an answer of an earlier fiscal year is stale.</param>
internal readonly record struct ShelfLife(long StaleAfter, bool FiscalYear)
{
    /// <summary>Whether <paramref name="value"/> is stale, and since when it is known to be true (UTC ticks).</summary>
    public bool IsStale(FieldValue value, in Instant at, Trace? trace, out long asOf)
    {
        asOf = value.SetAtTicks;
        if (value.Field.Kind is not FieldKind.Answer)
        {
            return false;
        }

        if (at.ConfirmedAt > asOf && (asOf != FieldValue.NoTicks || !IsPast(at.ConfirmedAt, at)))
        {
            // Somebody vouched for it later. An old vouching of an undated answer proves nothing: the answer may be newer.
            asOf = at.ConfirmedAt;
        }

        if (asOf == FieldValue.NoTicks)
        {
            return false;
        }

        if (IsPast(asOf, at))
        {
            return true;
        }

        if (trace is not null)
        {
            if (StaleAfter > 0)
            {
                trace.NoteChange(asOf + StaleAfter, at.Now);
            }

            if (FiscalYear)
            {
                trace.NoteChange(at.Day.NextFiscalYearStart, at.Now);
            }
        }

        return false;
    }

    private bool IsPast(long asOf, in Instant at) =>
        (StaleAfter > 0 && at.Now - asOf >= StaleAfter) || (FiscalYear && asOf < at.Day.FiscalYearStart);
}
