using System.Globalization;

namespace CrmReadinessSync.Readiness;

/// <summary>What rules and their fields are called in a language: the document's own words first, then the shipped ones, then names.</summary>
internal sealed class RuleWords(RepLanguage language, IReadOnlyList<Premise> premises, IReadOnlyList<SignRule> signs, IReadOnlyList<Segment> segments)
{
    public RepLanguage Language => language;

    public string Label(string premise) =>
        Find(premise)?.Labels.In(language.Name) ?? language.Find($"premise.{premise}.label") ?? premise;

    /// <summary>What the sign is called and, where somebody wrote words, those words. A ticked box or a date speaks for itself.</summary>
    public string Sign(WarningSign sign) =>
        sign.Quote.Length > 0 && Vocabulary.TryFind(sign.Field, out var field) && field.Type is FieldType.Text
            ? language.Say("sign.quoted", ("sign", Sign(sign.Name)), ("quote", Within(sign.Quote)))
            : Sign(sign.Name);

    /// <summary>What a field is called; its word where no text says otherwise.</summary>
    public string Field(string name) => language.LabelOfField(name) ?? name;

    public string Sign(string name) =>
        signs.FirstOrDefault(sign => sign.Name == name)?.Labels.In(language.Name) ?? language.Find($"sign.{name}") ?? name;

    /// <summary>A wholly quoted text needs no second pair of marks; within Japanese ones its own are turned into the inner ones.</summary>
    private string Within(string words)
    {
        var bare = words is ['「', .., '」'] && words.IndexOf('「', 1) < 0 ? words[1..^1] : words;
        return language["sign.quoted"].Contains('「', StringComparison.Ordinal) ? bare.Replace('「', '『').Replace('」', '』') : bare;
    }

    /// <summary>Where our side runs ahead of theirs. A stage without a name, such as HubSpot's own ids of the stages somebody made, is not quoted.</summary>
    public string Gap(Gap gap, TimeZoneInfo zone)
    {
        var value = Quote(gap.Field, gap.Value, zone);
        return gap.Kind == "stage" && value.All(char.IsAsciiDigit) ? language["reasons.gap.stage.unnamed"] : language.Say($"reasons.gap.{gap.Kind}", ("value", value));
    }

    /// <summary>A value as people say it: a choice by its label, a moment or a day by its date, anything else as it stands, shortened.</summary>
    public string Quote(string field, string value, TimeZoneInfo zone) => Vocabulary.TryFind(field, out var known) ? known.Type switch
    {
        FieldType.Moment when DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) => language.Date(moment, zone),
        FieldType.Date when DateOnly.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => language.Date(day),
        _ => Value(field, value),
    }
    : Value(field, value);

    /// <summary>Until when the rep's flag wins: a whole day, or a moment.</summary>
    public string Until(RepOverride word, TimeZoneInfo zone)
    {
        if (word.Until is not { } until)
        {
            return language["override.until.none"];
        }

        var local = TimeZoneInfo.ConvertTime(until, zone);
        return local.TimeOfDay == TimeSpan.Zero
            ? language.Say("override.until.some", ("until", language.Day(DateOnly.FromDateTime(local.DateTime).AddDays(-1))))
            : language.Say("override.until.some", ("until", language.Moment(until, zone)));
    }

    public string Segment(string name) =>
        segments.FirstOrDefault(segment => segment.Name == name)?.Labels.In(language.Name) ?? language.Find($"segment.{name}") ?? name;

    /// <summary>What a named route is called; the rules' own name where no text says otherwise.</summary>
    public string Route(string name) => language.Find($"route.{name}") ?? name;

    public string Text(Question question)
    {
        var premise = question.Premise;
        return question.Kind switch
        {
            QuestionKind.Stale => language.Say("question.stale", ("topic", Topic(premise))),
            QuestionKind.AskAgain => premise.AskAgain.In(language.Name) ?? language.Find($"premise.{premise.Name}.askAgain") ?? Ask(premise),
            _ => Ask(premise),
        };
    }

    /// <summary>A value as the rep chose it; what is not a shipped choice is shown as it stands, shortened.</summary>
    public string Value(Evidence evidence) => Value(evidence.Field, evidence.Value);

    private string Value(string field, string raw)
    {
        var labels = raw.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(value => language.LabelOfChoice(field, value) ?? value);
        return TextCutting.Cut(TextCutting.OneLine(language.List(labels)), 80);
    }

    private string Ask(Premise premise) =>
        premise.Ask.In(language.Name) ?? language.Find($"premise.{premise.Name}.ask") ?? language.Say("question.any", ("topic", Topic(premise)));

    private string Topic(Premise premise) =>
        premise.Topic.In(language.Name) ?? language.Find($"premise.{premise.Name}.topic") ?? Label(premise.Name);

    private Premise? Find(string name) => premises.FirstOrDefault(premise => premise.Name == name);
}
