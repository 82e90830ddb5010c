using System.Text;
using System.Text.Json;

namespace CrmReadinessSync.Readiness;

public sealed partial class SettingsDocument
{
    private static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 64 };

    /// <summary>Reads a JSON object; comments and trailing commas are welcome.</summary>
    /// <param name="file">The name for faults.</param>
    /// <param name="utf8">The bytes, with or without a byte order mark.</param>
    /// <param name="faults">Takes what is wrong: text that is not JSON, a document that is not an object, a key written twice.</param>
    /// <returns>Null when it cannot be read at all. A key written twice keeps its last value, as most readers would.</returns>
    public static SettingsDocument? Parse(string file, ReadOnlyMemory<byte> utf8, ICollection<SettingsFault> faults) =>
        Parse(file, utf8, path: "", faults);

    /// <summary>As <see cref="Parse(string, ReadOnlyMemory{byte}, ICollection{SettingsFault})"/>, for a document that hangs at a path of the settings.</summary>
    public static SettingsDocument? Parse(string file, ReadOnlyMemory<byte> utf8, string path, ICollection<SettingsFault> faults)
    {
        var parser = new Parser(file, utf8.Span.StartsWith(Encoding.UTF8.Preamble) ? utf8.Span[Encoding.UTF8.Preamble.Length..] : utf8.Span, path, faults);
        return parser.Read() is { } node ? new SettingsDocument(node, path) : null;
    }

    private ref struct Parser(string file, ReadOnlySpan<byte> text, string root, ICollection<SettingsFault> faults)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private Utf8JsonReader _reader = new(text, Lenient);
        private int _line = 1;
        private int _lineStart;
        private int _scanned;

        public SettingsNode? Read()
        {
            try
            {
                if (!_reader.Read())
                {
                    return Refuse("The file is empty.", Here());
                }

                var node = ReadValue(Here(), root);
                while (_reader.Read())
                {
                }

                return node.Members is not null ? node : Refuse("The file does not hold a JSON object.", node.Place);
            }
            catch (JsonException e)
            {
                return Refuse($"The file is not JSON: {Sentence(e.Message)}", PlaceAt(OffsetOf(e)));
            }
            catch (InvalidOperationException)
            {
                return Refuse("The file is not JSON: a text holds bytes or escapes that are no character.", Here());
            }
        }

        private SettingsNode ReadValue(SettingsPlace place, string path) => _reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadObject(place, path),
            JsonTokenType.StartArray => ReadArray(place, path),
            _ => new SettingsNode(place) { Scalar = ReadScalar() },
        };

        private JsonElement ReadScalar()
        {
            if (_reader.TokenType is JsonTokenType.String)
            {
                // A text that cannot be read, for it holds half a character, is refused here rather than wherever it is used.
                _reader.GetString();
            }

            return JsonElement.ParseValue(ref _reader);
        }

        private SettingsNode ReadObject(SettingsPlace place, string path)
        {
            var members = new OrderedDictionary<string, SettingsNode>(StringComparer.Ordinal);
            while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
            {
                var at = Here();
                var key = _reader.GetString()!;
                var keyPath = path.Length == 0 ? key : $"{path}:{key}";
                if (members.TryGetValue(key, out var first))
                {
                    faults.Add(new SettingsFault(
                        keyPath,
                        $"The key is written twice, first on line {first.Place.Line}.",
                        "Keep one of the two.",
                        File: file,
                        Line: at.Line,
                        Column: at.Column));
                }

                _reader.Read();
                members[key] = ReadValue(at, keyPath);
            }

            return new SettingsNode(place) { Members = members };
        }

        private SettingsNode ReadArray(SettingsPlace place, string path)
        {
            var items = new List<SettingsNode>();
            while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
            {
                items.Add(ReadValue(Here(), $"{path}:{items.Count}"));
            }

            return new SettingsNode(place) { Items = items };
        }

        private SettingsPlace Here() => PlaceAt((int)_reader.TokenStartIndex);

        // Offsets only grow while reading, so the lines are counted once over.
        private SettingsPlace PlaceAt(int offset)
        {
            for (; _scanned < offset && _scanned < _text.Length; _scanned++)
            {
                if (_text[_scanned] == (byte)'\n')
                {
                    (_line, _lineStart) = (_line + 1, _scanned + 1);
                }
            }

            var end = Math.Min(Math.Max(offset, _lineStart), _text.Length);
            return new SettingsPlace(file, _line, Encoding.UTF8.GetCharCount(_text[_lineStart..end]) + 1);
        }

        private readonly int OffsetOf(JsonException e)
        {
            var start = 0;
            for (var line = 0L; line < (e.LineNumber ?? 0); line++)
            {
                start += _text[start..].IndexOf((byte)'\n') + 1;
            }

            return start + (int)(e.BytePositionInLine ?? 0);
        }

        private readonly SettingsNode? Refuse(string problem, SettingsPlace place)
        {
            faults.Add(new SettingsFault(
                root, problem, "Mend the text at that line, or just above it; the shipped appsettings.json shows the form.", File: file, Line: place.Line, Column: place.Column));
            return null;
        }

        private static string Sentence(string message)
        {
            var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            return end < 0 ? message : message[..end];
        }
    }
}
