using System.Collections.Immutable;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>
/// Compares what a connection reads and writes with the fields the CRM has: existence, type, length, choices, permission, history. What a
/// finding means is the same for every CRM; only where a person mends it differs.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="values">The values by which the rules tell deals apart.</param>
/// <param name="guide">Where things are mended in this CRM.</param>
/// <param name="isShipped">Whether a name is that of a shipped field, which <c>provision</c> makes.</param>
/// <param name="hidden">Names known to exist and kept from us; null when the CRM does not tell missing from hidden.</param>
public sealed class FieldCheck(
    CrmConnection connection, IReadOnlyList<NamedValues> values, IFieldGuide guide, Func<string, bool> isShipped, IReadOnlySet<string>? hidden = null)
{
    /// <summary>The fewest characters the next step may be cut to.</summary>
    public const int NextStepLength = 255;

    /// <summary>The shortest reasons field that is of use.</summary>
    public const int ReasonsLength = 1000;

    /// <summary>Everything about one field of the rules.</summary>
    /// <param name="word">The vocabulary's word.</param>
    /// <param name="objectName">The object its value stands on.</param>
    /// <param name="fields">What the object has, for us, by name in any case.</param>
    public IEnumerable<CheckFinding> Read(Field word, string objectName, IReadOnlyDictionary<string, CrmField> fields)
    {
        var source = connection.Fields[word.Name];
        var setting = $"Crms:{connection.Name}:Fields:{word.Name}";
        if (!fields.TryGetValue(source.From, out var field))
        {
            return [Missing(objectName, source.From, $"{setting}:From", fields.Keys)];
        }

        return Typed(word, field, setting).Concat(Choices(word, source, field, setting)).Concat(Aged(word, field, setting));
    }

    /// <summary>Everything about the five targets.</summary>
    public IEnumerable<CheckFinding> Written(string objectName, IReadOnlyDictionary<string, CrmField> fields)
    {
        foreach (var target in ReadinessFields.All.Where(field => field.IsTarget))
        {
            if (target.TargetOf(connection.WriteTo) is not { } property)
            {
                continue;
            }

            var setting = $"Crms:{connection.Name}:WriteTo:{target.Key}";
            if (!fields.TryGetValue(property, out var field))
            {
                yield return Missing(objectName, property, setting, fields.Keys, write: true);
                continue;
            }

            foreach (var finding in OfTarget(target, field, setting))
            {
                yield return finding;
            }
        }
    }

    private IEnumerable<CheckFinding> OfTarget(ReadinessField target, CrmField field, string setting)
    {
        if (field.IsStock)
        {
            yield return Error(field, setting, "It belongs to the CRM or to the rep, and would be overwritten.", "Name a field of its own, such as the shipped one.", CheckCause.Settings);
            yield break;
        }

        if (!field.IsWritable)
        {
            yield return field.ReadOnlyBecause is { } why
                ? Error(field, setting, $"It cannot be written: {why}.", "Name a plain field of its own, such as the shipped one.", CheckCause.Settings)
                : Error(field, setting, "The service may not write it.", Sentence(guide.Permission(field.Object, field.Name, write: true)));
        }

        var isChoice = target.Kind is ReadinessFieldKind.Choice;
        if (field.Kind is not (CrmFieldKind.Text or CrmFieldKind.LongText) && !(isChoice && field.Kind is CrmFieldKind.Choice))
        {
            yield return Error(
                field,
                setting,
                $"It is of type {field.TypeWord}, and takes {(isChoice ? "one of a list" : "a text")}.",
                $"A type is not changed in place: name another field here (`provision {connection.Name} --apply` makes it), or remove this one in {guide.EditorOf(field.Object)} and let provision make it anew.");
            yield break;
        }

        var least = target.Key switch { nameof(WriteTargets.Reasons) => ReasonsLength, nameof(WriteTargets.NextStep) => NextStepLength, _ => target.Options.Max(option => option.Value.Length) };
        if (field.MaxLength is { } length && length < least)
        {
            yield return Error(
                field, setting, $"It takes {length} characters of a {field.TypeWord}; it must take at least {least}.", $"Run `provision {connection.Name} --apply`, or lengthen it in {guide.EditorOf(field.Object)}.");
        }

        if (isChoice && field.Options is { } options)
        {
            var offered = options.Where(option => option.IsActive).Select(option => option.Value).ToHashSet(StringComparer.Ordinal);
            var missing = target.Options.Select(option => option.Value).Where(value => !offered.Contains(value)).ToList();
            if (missing.Count > 0)
            {
                yield return Error(
                    field, setting, $"It does not offer {Listed(missing)}, which the service writes.", $"Run `provision {connection.Name} --apply`, or add the choice in {guide.EditorOf(field.Object)}.");
            }
        }
        else if (isChoice)
        {
            yield return new CheckFinding(
                CheckSeverity.Warning, CheckArea.Fields, $"It is a text: reps read \"{target.Options[0].Value}\" in place of \"{target.Options[0].Label(connection.Language)}\".", "Use a list of choices, such as the shipped field.")
            { Setting = setting, Place = field.Place };
        }
    }

    private IEnumerable<CheckFinding> Typed(Field word, CrmField field, string setting)
    {
        var fits = word.Type switch
        {
            FieldType.Number => field.Kind is CrmFieldKind.Number,
            FieldType.Date or FieldType.Moment => field.Kind is CrmFieldKind.Date or CrmFieldKind.Moment,
            FieldType.Boolean => field.Kind is CrmFieldKind.YesNo or CrmFieldKind.Choice or CrmFieldKind.Text,
            FieldType.Choices or FieldType.Choice => field.Kind is not (CrmFieldKind.Date or CrmFieldKind.Moment or CrmFieldKind.LongText),
            _ => true,
        };
        if (!fits)
        {
            yield return Error(
                field,
                $"{setting}:From",
                $"It is of type {field.TypeWord}, and \"{word.Name}\" is {Kind(word.Type)}: its values will mostly be unreadable, so unknown.",
                $"Map a field of that type, or make one in {guide.EditorOf(field.Object)}.");
        }
        else if (word.Kind is FieldKind.Answer && word.Type is FieldType.Choice or FieldType.Choices && field.Options is null && field.Kind is CrmFieldKind.Text)
        {
            yield return Warning(
                field, $"{setting}:From", $"It is free text, and the rules look for certain values of \"{word.Name}\": whatever a rep words otherwise says nothing.", "Use a list of choices, such as the shipped field.");
        }
    }

    private IEnumerable<CheckFinding> Choices(Field word, FieldSource source, CrmField field, string setting)
    {
        if (field.Options is not { Length: > 0 } options || word.Type is not (FieldType.Choice or FieldType.Choices))
        {
            yield break;
        }

        string Said(string value) => source.Values?.GetValueOrDefault(value) ?? value;
        var active = options.Where(option => option.IsActive).ToList();
        var named = values.Where(one => one.Field == word).ToList();
        var answers = named.Where(one => one.AreAnswers).ToList();
        var unmapped = answers.Count == 0 ? [] : active.Where(option => !named.Exists(one => one.Contains(Said(option.Value)))).ToList();
        if (unmapped.Count > 0)
        {
            yield return Warning(
                field,
                $"{setting}:Values",
                $"The rules do not know its choice{(unmapped.Count > 1 ? "s" : "")} {string.Join(", ", unmapped.Select(Shown))}: a deal with it counts as not answered.",
                $"Translate it, as \"Values\": {{ \"{unmapped[0].Value}\": \"{answers[0].Values[0]}\" }} (one of {string.Join(", ", answers.SelectMany(one => one.Values).Distinct(StringComparer.Ordinal).Take(8))}), or remove the choice in {guide.EditorOf(field.Object)}.",
                CheckCause.Settings);
        }

        if (isShipped(field.Name) && ReadinessFields.Find(word.Name) is { Options.Length: > 0 } shipped)
        {
            var missing = shipped.Options.Where(option => !active.Exists(one => string.Equals(Said(one.Value), option.Value, StringComparison.OrdinalIgnoreCase))).ToList();
            if (missing.Count > 0)
            {
                yield return Warning(
                    field,
                    setting,
                    $"It does not offer {Listed(missing.Select(option => option.Value))}: reps cannot say \"{missing[0].Label(connection.Language)}\".",
                    $"Run `provision {connection.Name} --apply`, or add the choice in {guide.EditorOf(field.Object)}.");
            }
        }

        foreach (var set in named.Where(one => !one.AreAnswers && !active.Exists(option => one.Contains(Said(option.Value)))))
        {
            yield return Warning(
                field,
                $"{setting}:Values",
                $"The rules look for {Listed(set.Values)} in \"{word.Name}\", and it never says so: it offers {string.Join(", ", active.Take(8).Select(option => option.Value))}{(active.Count > 8 ? ", …" : "")}.",
                $"Translate its values, as \"Values\": {{ \"{active.FirstOrDefault()?.Value}\": \"{set.Values[0]}\" }}, or name its own values in the rules.",
                CheckCause.Settings);
        }

        foreach (var stray in (source.Values?.Keys ?? Enumerable.Empty<string>()).Where(value => field.IsClosed && isShipped(source.From) && !options.Any(option => option.Value == value)))
        {
            yield return new CheckFinding(CheckSeverity.Info, CheckArea.Fields, $"The translation of \"{stray}\" is never used: there is no such choice.", "Remove it, or check its spelling.")
            { Setting = $"{setting}:Values:{stray}", Place = field.Place, Cause = CheckCause.Settings };
        }
    }

    private IEnumerable<CheckFinding> Aged(Field word, CrmField field, string setting)
    {
        if (word.Kind is FieldKind.Answer && word.Type is not FieldType.Date && field.HasHistory is false && ReadinessFields.Find(word.Name) is not { KeepsHistory: false })
        {
            yield return Warning(
                field, setting, "Its history is not kept: answers are of unknown age, count for ever, and never grow stale.", Sentence(guide.History(field.Object, field.Name)));
        }
    }

    private CheckFinding Missing(string objectName, string name, string setting, IEnumerable<string> names, bool write = false)
    {
        var place = $"{objectName}.{name}";
        if (hidden?.Contains(place) is true)
        {
            return new CheckFinding(CheckSeverity.Error, CheckArea.Fields, "It exists, and is hidden from the service.", Sentence(guide.Permission(objectName, name, write))) { Setting = setting, Place = place };
        }

        var maybe = hidden is null && guide.MayBeHidden is { } why ? $", or {why}" : "";
        var create = isShipped(name) || write
            ? $"Run `provision {connection.Name} --apply`, or create it in {guide.EditorOf(objectName)}"
            : $"Create it in {guide.EditorOf(objectName)}";
        var permit = maybe.Length == 0 ? "" : $"; if it is there, {guide.Permission(objectName, name, write)}";
        var nearest = NearestName.Of(name, names) is { } near ? $" Did you mean \"{near}\"?" : " Or name another field here.";
        return new CheckFinding(CheckSeverity.Error, CheckArea.Fields, $"It does not exist{maybe}.", $"{create}{permit}.{nearest}") { Setting = setting, Place = place };
    }

    private static CheckFinding Error(CrmField field, string setting, string problem, string remedy, CheckCause cause = CheckCause.Environment) =>
        new(CheckSeverity.Error, CheckArea.Fields, problem, remedy) { Setting = setting, Place = field.Place, Cause = cause };

    private static CheckFinding Warning(CrmField field, string setting, string problem, string remedy, CheckCause cause = CheckCause.Environment) =>
        new(CheckSeverity.Warning, CheckArea.Fields, problem, remedy) { Setting = setting, Place = field.Place, Cause = cause };

    private static string Kind(FieldType type) => type switch
    {
        FieldType.Number => "a number",
        FieldType.Date => "a day",
        FieldType.Moment => "an instant",
        FieldType.Boolean => "yes or no",
        FieldType.Choices => "several of a list",
        FieldType.Choice => "one of a list",
        _ => "a text",
    };

    private static string Shown(CrmOption option) => option.Label == option.Value ? $"\"{option.Value}\"" : $"\"{option.Value}\" ({option.Label})";

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"\"{name}\""));

    private static string Sentence(string clause) => $"{char.ToUpperInvariant(clause[0])}{clause[1..]}.";
}
