using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Readiness;

/// <summary>Reads one JSON object of a rules document key by key. What is wrong becomes a fault in its place; reading goes on.</summary>
internal sealed class SettingsReader(SettingsDocument document, ICollection<SettingsFault> faults)
{
    /// <summary>The object's members as objects, in the order written; members of another kind are faults and left out.</summary>
    public IEnumerable<KeyValuePair<string, SettingsReader>> Objects(string key)
    {
        foreach (var name in Object(key)?.Keys ?? [])
        {
            if (Object(key)!.Object(name) is { } reader)
            {
                yield return KeyValuePair.Create(name, reader);
            }
        }
    }

    public IEnumerable<string> Keys => document.Sections().Where(section => Exists(section.Key)).Select(section => section.Key);

    public bool Has(string key) => Exists(key);

    /// <summary>Refuses every key that is not among <paramref name="known"/>.</summary>
    public SettingsReader OnlyKeys(params IReadOnlyCollection<string> known)
    {
        foreach (var key in Keys.Where(key => !known.Contains(key)).ToList())
        {
            Fault(key, "The key is unknown.", NearestName.Remedy(key, known), key);
        }

        return this;
    }

    public void Fault(string key, string problem, string remedy, string? value = null) =>
        faults.Add(document.Fault(key, problem, remedy, value));

    /// <summary>The JSON at a key; null when absent.</summary>
    public JsonNode? Json(string key) => document.Section(key)?.Root;

    public SettingsReader? Object(string key)
    {
        var section = document.Section(key);
        return section is null ? null
            : section.Kind is JsonValueKind.Object ? new SettingsReader(section, faults)
            : Refuse<SettingsReader>(key, "an object { … }");
    }

    public string? Text(string key) => Json(key) switch
    {
        null => null,
        JsonValue value when value.GetValueKind() is JsonValueKind.String && value.GetValue<string>().Trim().Length > 0 => value.GetValue<string>(),
        _ => Refuse<string>(key, "a text that is not blank"),
    };

    public bool Boolean(string key)
    {
        switch (Json(key)?.GetValueKind())
        {
            case JsonValueKind.True:
                return true;
            case null or JsonValueKind.False:
                return false;
            default:
                Refuse<string>(key, "true or false");
                return false;
        }
    }

    public double Number(string key, double least, double most, double otherwise)
    {
        var node = Json(key);
        if (node is null)
        {
            return otherwise;
        }

        if (node.GetValueKind() is not JsonValueKind.Number)
        {
            Refuse<string>(key, "a number");
            return otherwise;
        }

        var number = node.GetValue<double>();
        if (number >= least && number <= most)
        {
            return number;
        }

        Fault(
            key,
            string.Create(CultureInfo.InvariantCulture, $"The number is out of range {least} to {most}."),
            string.Create(CultureInfo.InvariantCulture, $"Write a number from {least} to {most}."),
            node.ToJsonString());
        return otherwise;
    }

    /// <summary>Null when absent or faulty.</summary>
    public TimeSpan? Duration(string key)
    {
        var node = Json(key);
        if (node is null)
        {
            return null;
        }

        if (node.GetValueKind() is JsonValueKind.String && Durations.TryParse(node.GetValue<string>(), out var duration))
        {
            return duration;
        }

        Fault(key, "This is not a duration.", Durations.Remedy, Shown(node));
        return null;
    }

    /// <summary>The value of an enumeration by its exact name; null when absent or faulty.</summary>
    public T? Name<T>(string key)
        where T : struct, Enum => Json(key) is { } node ? NameOf<T>(key, node) : null;

    /// <summary>One name or a list of them; empty when absent or faulty.</summary>
    public IReadOnlyList<T> Names<T>(string key)
        where T : struct, Enum
    {
        var nodes = Json(key) is JsonArray array ? array.ToList() : [Json(key)];
        return [.. nodes.OfType<JsonNode>().Select(node => NameOf<T>(key, node)).OfType<T>().Distinct()];
    }

    /// <summary>A list of texts that are not blank; null when absent or faulty.</summary>
    public IReadOnlyList<string>? Texts(string key) => Json(key) switch
    {
        null => null,
        JsonArray array when array.All(item => item?.GetValueKind() is JsonValueKind.String && item.GetValue<string>().Trim().Length > 0) =>
            [.. array.Select(item => item!.GetValue<string>())],
        _ => Refuse<IReadOnlyList<string>>(key, "a list of texts [ \"…\" ]"),
    };

    /// <summary>A text by language, <c>{ "ja": "…", "en": "…" }</c>.</summary>
    public LocalText Local(string key)
    {
        var reader = Object(key)?.OnlyKeys(RepLanguage.All);
        return reader is null ? LocalText.None : new LocalText(reader.Keys
            .Where(RepLanguage.All.Contains)
            .Select(language => KeyValuePair.Create(language, reader.Text(language)))
            .Where(text => text.Value is not null)
            .ToImmutableSortedDictionary(text => text.Key, text => text.Value!, StringComparer.Ordinal));
    }

    /// <summary>A field named by the value of a key; null when absent, unknown or of another type than asked.</summary>
    public Field? Field(string key, params IReadOnlyList<FieldType> types)
    {
        if (Text(key) is not { } name)
        {
            return null;
        }

        if (!Vocabulary.TryFind(name, out var field))
        {
            Fault(key, "The field is not in the vocabulary.", NearestName.Remedy(name, FieldNames), name);
            return null;
        }

        if (!types.Contains(field.Type))
        {
            Fault(key, $"The field is of type {field.Type}.", $"Name a field of type {string.Join(" or ", types)}.", name);
            return null;
        }

        return field;
    }

    /// <summary>The fields a list names; a name that is unknown or of another type is a fault and left out.</summary>
    public IReadOnlyList<Field> FieldList(string key, params IReadOnlyList<FieldType> types)
    {
        var fields = new List<Field>();
        foreach (var name in Texts(key) ?? [])
        {
            if (!Vocabulary.TryFind(name, out var field))
            {
                Fault(key, "The field is not in the vocabulary.", NearestName.Remedy(name, FieldNames), name);
            }
            else if (!types.Contains(field.Type))
            {
                Fault(key, $"The field is of type {field.Type}.", $"Name a field of type {string.Join(" or ", types)}.", name);
            }
            else
            {
                fields.Add(field);
            }
        }

        return fields;
    }

    /// <summary>A field that is itself a key; null and a fault when there is none of that name.</summary>
    public Field? FieldNamed(string key)
    {
        if (!Vocabulary.TryFind(key, out var field))
        {
            Fault(key, "The field is not in the vocabulary.", NearestName.Remedy(key, FieldNames), key);
        }

        return field;
    }

    private static IReadOnlyCollection<string> FieldNames => [.. Vocabulary.All.Select(one => one.Name)];

    private T? NameOf<T>(string key, JsonNode node)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        if (node.GetValueKind() is JsonValueKind.String && names.Contains(node.GetValue<string>()))
        {
            return Enum.Parse<T>(node.GetValue<string>());
        }

        var shown = Shown(node);
        Fault(key, "The value is not among the choices.", NearestName.Remedy(shown, names), shown);
        return null;
    }

    private T? Refuse<T>(string key, string wanted)
        where T : class
    {
        Fault(key, $"The value is not {wanted}.", $"Write {wanted}.", Shown(Json(key)!));
        return null;
    }

    private bool Exists(string key) => document.Section(key) is not null;

    private static string Shown(JsonNode node) => node.GetValueKind() is JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();
}
