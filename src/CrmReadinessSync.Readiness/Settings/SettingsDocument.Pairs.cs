using System.Text.Json;
using System.Text.RegularExpressions;

namespace CrmReadinessSync.Readiness;

public sealed partial class SettingsDocument
{
    /// <summary>
    /// A document made of single settings, as the environment or a command line gives them. A text that is itself JSON for a number,
    /// a boolean, null, an array or an object counts as that; every other text is a string.
    /// </summary>
    /// <param name="source">The name for faults.</param>
    /// <param name="settings">Path (keys joined by <c>:</c>) → text; the later of two equal paths wins.</param>
    public static SettingsDocument FromPairs(string source, IEnumerable<KeyValuePair<string, string>> settings) =>
        FromPairs(settings.Select(s => (s.Key, s.Value, source)));

    /// <summary>As <see cref="FromPairs(string, IEnumerable{KeyValuePair{string, string}})"/>, each setting with a source of its own.</summary>
    public static SettingsDocument FromPairs(IEnumerable<(string Path, string Text, string Source)> settings)
    {
        SettingsNode? root = null;
        foreach (var (path, text, source) in settings)
        {
            var place = new SettingsPlace(source);
            var node = Value(text, place);
            foreach (var key in path.Split(':').Reverse())
            {
                node = new SettingsNode(place) { Members = new(StringComparer.Ordinal) { [key] = node } };
            }

            root = root is null ? node : root.Then(node);
        }

        return new SettingsDocument(root ?? new SettingsNode(new SettingsPlace("")) { Members = new(StringComparer.Ordinal) }, "");
    }

    private static SettingsNode Value(string text, SettingsPlace place)
    {
        if (!MayBeJson().IsMatch(text))
        {
            return FromElement(JsonSerializer.SerializeToElement(text, SettingsText.Default.String), place);
        }

        try
        {
            return FromElement(JsonElement.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false }), place);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or JSON with an escape that is half a character.
            return FromElement(JsonSerializer.SerializeToElement(text, SettingsText.Default.String), place);
        }
    }

    private static SettingsNode FromElement(JsonElement element, SettingsPlace place) => element.ValueKind switch
    {
        JsonValueKind.Object => new(place)
        {
            Members = new(element.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, FromElement(p.Value, place))), StringComparer.Ordinal),
        },
        JsonValueKind.Array => new(place) { Items = [.. element.EnumerateArray().Select(item => FromElement(item, place))] },
        _ => new(place) { Scalar = Readable(element) },
    };

    /// <summary>Nearly all pairs are plain text, secrets among them, which no reader of JSON should quote in its complaint.</summary>
    [GeneratedRegex(@"^\s*([{\[""]|(-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?|true|false|null)\s*\z)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MayBeJson();

    /// <summary>The element, whose text must be readable wherever it is used later.</summary>
    /// <exception cref="InvalidOperationException">It holds half a character.</exception>
    private static JsonElement Readable(JsonElement element)
    {
        if (element.ValueKind is JsonValueKind.String)
        {
            element.GetString();
        }

        return element;
    }
}
