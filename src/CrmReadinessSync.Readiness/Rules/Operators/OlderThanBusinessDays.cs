using System.Text.Json.Nodes;

namespace CrmReadinessSync.Readiness;

/// <summary>So many whole business days have passed since; weekends and the calendar's holidays do not count.</summary>
internal sealed class OlderThanBusinessDays : IOperator
{
    private const int Most = 500;

    public string Name => "OlderThanBusinessDays";

    public string Takes => "a whole number of days, 1 to 500";

    public bool Accepts(FieldType type) => type is FieldType.Date or FieldType.Moment;

    public Condition? Compile(Field field, JsonNode? argument) =>
        OperatorArguments.Number(argument) is >= 1 and <= Most and var days && days == Math.Floor(days) ? new AgeCondition(field, (int)days) : null;

    private sealed class AgeCondition(Field field, int days) : Condition(field)
    {
        public override Truth Test(FieldValue value, in Instant at) =>
            value.State is not ValueState.Usable ? Truth.Unknown : at.Day.Today > Last(value, at) ? Truth.True : Truth.False;

        public override void NoteChanges(FieldValue value, in Instant at, Trace trace)
        {
            if (value.State is ValueState.Usable)
            {
                trace.NoteChange(at.Day.StartOf(Last(value, at) + 1), at.Now);
            }
        }

        /// <summary>The last of the business days that must pass, as a day number.</summary>
        private int Last(FieldValue value, in Instant at)
        {
            var day = value.Field.Type is FieldType.Date ? value.Day : at.Day.DayOf(value.Ticks);
            return day > DateOnly.MaxValue.DayNumber - (10 * Most) ? day : at.Day.Calendar.AfterBusinessDays(DateOnly.FromDayNumber(day), days).DayNumber;
        }
    }
}
