namespace CrmReadinessSync.Readiness;

/// <summary>
/// Finds our side running ahead of theirs (前提のズレ): while they are not deciding, a late stage, a close date that is near or past,
/// or a forecast that counts on them. Shown beside the verdict, moves nothing.
/// </summary>
/// <param name="LateStages">Stages that only make sense once they decide, folded.</param>
/// <param name="CloseWithin">Ticks: a close date nearer than this, or past, is ahead of them.</param>
/// <param name="Forecasts">Forecast categories that count on the deal, folded.</param>
internal sealed record GapRule(IReadOnlyList<string> LateStages, long CloseWithin, IReadOnlyList<string> Forecasts)
{
    public Gap? Find(Phase phase, DealFacts facts, in Instant at, Trace? trace)
    {
        if (phase is Phase.Deciding)
        {
            return null;
        }

        if (Listed(facts.At(Vocabulary.Stage.Slot), LateStages) is { } stage)
        {
            return new Gap("stage", Vocabulary.Stage.Name, stage);
        }

        if (CloseWithin > 0 && facts.At(Vocabulary.CloseDate.Slot) is { State: ValueState.Usable } close)
        {
            var near = at.Day.StartOf(close.Day) - CloseWithin;
            trace?.NoteChange(near, at.Now);
            if (near <= at.Now)
            {
                return new Gap("close_date", Vocabulary.CloseDate.Name, close.Raw);
            }
        }

        return Listed(facts.At(Vocabulary.Forecast.Slot), Forecasts) is { } forecast
            ? new Gap("forecast", Vocabulary.Forecast.Name, forecast)
            : null;
    }

    private static string? Listed(FieldValue? value, IReadOnlyList<string> list) =>
        value is not null && list.Contains(value.Folded) ? value.Raw : null;
}
