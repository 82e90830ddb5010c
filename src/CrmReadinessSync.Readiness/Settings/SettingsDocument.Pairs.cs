using System.Text.Json;

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
        JsonElement element;
        try
        {
            element = JsonElement.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            element = JsonSerializer.SerializeToElement(text, SettingsText.Default.String);
        }

        return FromElement(element, place);
    }

    private static SettingsNode FromElement(JsonElement element, SettingsPlace place) => element.ValueKind switch
    {
        JsonValueKind.Object => new(place)
        {
            Members = new(element.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, FromElement(p.Value, place))), StringComparer.Ordinal),
        },
        JsonValueKind.Array => new(place) { Items = [.. element.EnumerateArray().Select(item => FromElement(item, place))] },
        _ => new(place) { Scalar = element },
    };
}
