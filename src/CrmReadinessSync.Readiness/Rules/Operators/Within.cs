using System.Text.Json.Nodes;

namespace CrmReadinessSync.Readiness;

/// <summary>The time lies at most that far from now, before or after.</summary>
internal sealed class Within : IOperator
{
    public string Name => "Within";

    public string Takes => "a duration, such as \"14d\"";

    public bool Accepts(FieldType type) => type is FieldType.Date or FieldType.Moment;

    public Condition? Compile(Field field, JsonNode? argument) =>
        OperatorArguments.Duration(argument) is { } span ? new TimeCondition(field, -span.Ticks, span.Ticks) : null;
}

/// <summary>The time lies ahead, at most that far; today counts as ahead.</summary>
internal sealed class Ahead : IOperator
{
    public string Name => "Ahead";

    public string Takes => "a duration, such as \"180d\"";

    public bool Accepts(FieldType type) => type is FieldType.Date or FieldType.Moment;

    public Condition? Compile(Field field, JsonNode? argument) =>
        OperatorArguments.Duration(argument) is { } span
            ? new TimeCondition(field, field.Type is FieldType.Date ? -TimeSpan.TicksPerDay : 0, span.Ticks)
            : null;
}

/// <summary>The time lies at least that long ago.</summary>
internal sealed class OlderThan : IOperator
{
    public string Name => "OlderThan";

    public string Takes => "a duration, such as \"90d\"";

    public bool Accepts(FieldType type) => type is FieldType.Date or FieldType.Moment;

    public Condition? Compile(Field field, JsonNode? argument) =>
        OperatorArguments.Duration(argument) is { } span ? new TimeCondition(field, null, -span.Ticks) : null;
}

/// <summary>Compares a time with a window around now; a day counts by its first moment in the CRM's zone.</summary>
internal sealed class TimeCondition(Field field, long? from, long to) : Condition(field)
{
    public override Truth Test(FieldValue value, in Instant at)
    {
        if (value.State is not ValueState.Usable)
        {
            return Truth.Unknown;
        }

        var away = TicksOf(value, at) - at.Now;
        return (from is null || away > from) && away <= to ? Truth.True : Truth.False;
    }

    public override void NoteChanges(FieldValue value, in Instant at, Trace trace)
    {
        if (value.State is ValueState.Usable)
        {
            var ticks = TicksOf(value, at);
            trace.NoteChange(ticks - to, at.Now);
            if (from is { } earliest)
            {
                trace.NoteChange(ticks - earliest, at.Now);
            }
        }
    }

    private static long TicksOf(FieldValue value, in Instant at) =>
        value.Field.Type is FieldType.Date ? at.Day.StartOf(value.Day) : value.Ticks;
}
