namespace CrmReadinessSync.Readiness;

/// <summary>
/// Words in free text that do not sit right, unless the same text gives a date or a reason:
/// <c>{ "Kind": "Words", "Fields": ["note"], "Words": { "検討します": "Hedge" }, "Unless": { "稟議": "Reason" }, "ExpiresAfter": "60d" }</c>.
/// Each word is a key of its own, so that a file can add one, or take one away with null.
/// </summary>
internal sealed class WordsSign : ISignKind
{
    public string Name => "Words";

    public IReadOnlyList<string> Keys { get; } = ["Fields", "Words", "Unless"];

    public SignRule? Compile(string name, LocalText labels, TimeSpan expiresAfter, SettingsReader reader)
    {
        var fields = reader.Has("Fields") ? reader.FieldList("Fields", FieldType.Text) : [Vocabulary.Note];
        var lexicon = LexiconOf(reader);
        if (lexicon.IsEmpty)
        {
            reader.Fault("Words", "The sign has no words.", "Write at least one, such as { \"検討します\": \"Hedge\" }.", name);
        }

        return lexicon.IsEmpty || fields.Count == 0 ? null : new Rule(name, labels, [.. fields], lexicon, expiresAfter.Ticks);
    }

    internal static Lexicon LexiconOf(SettingsReader reader) => new(Read<WordClass>(reader, "Words"), Read<SettlingClass>(reader, "Unless"));

    private static Dictionary<string, T> Read<T>(SettingsReader reader, string key)
        where T : struct, Enum
    {
        var words = new Dictionary<string, T>(StringComparer.Ordinal);
        var entries = reader.Object(key);
        foreach (var word in entries?.Keys ?? [])
        {
            var folded = TextFolding.Fold(word);
            if (folded.Length == 0)
            {
                entries!.Fault(word, "The word is blank.", "Write the words to look for.", word);
            }
            else if (entries!.Name<T>(word) is { } said)
            {
                words[folded] = said;
            }
        }

        return words;
    }

    private sealed class Rule(string name, LocalText labels, Field[] fields, Lexicon lexicon, long expiresAfter) : SignRule(name, labels)
    {
        private static readonly char[] SentenceEnds = ['。', '．', '！', '？', '.', '!', '?', '\n', '\r', ';', '；'];

        public override IEnumerable<Field> Fields => fields;

        public override bool Shows(DealFacts facts, in Instant at)
        {
            foreach (var field in fields)
            {
                if (Look(facts, field, at) is { } value && lexicon.Find(value) is not null)
                {
                    return true;
                }
            }

            return false;
        }

        public override WarningSign? Find(DealFacts facts, in Instant at, Trace? trace)
        {
            foreach (var field in fields)
            {
                if (Look(facts, field, at) is { } value && lexicon.Find(value) is { } word)
                {
                    var age = SignAge.Of(value);
                    age.NoteEnd(expiresAfter, at, trace);
                    return new WarningSign(Name, field.Name, Quote(value.Raw, word), age.AsOf, age.SeenAt);
                }
            }

            return null;
        }

        private FieldValue? Look(DealFacts facts, Field field, in Instant at) =>
            facts.At(field.Slot) is { State: ValueState.Usable } value
            && SignAge.Of(value).Lasts(expiresAfter, at)
                ? value
                : null;

        /// <summary>The sentence as it was written, not as it was compared.</summary>
        private static string Quote(string raw, string word)
        {
            var sentence = raw.Split(SentenceEnds, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .FirstOrDefault(part => TextFolding.Fold(part).Contains(word, StringComparison.Ordinal));
            return TextCutting.Cut(TextCutting.OneLine(Closed(sentence ?? raw)), 60);
        }

        /// <summary>A sentence taken out of somebody's words may have opened them and not closed them, or the other way round.</summary>
        private static string Closed(string sentence)
        {
            sentence = sentence.Count(c => c == '"') % 2 == 0 ? sentence : sentence.Replace("\"", "", StringComparison.Ordinal);
            return sentence.Count(c => c == '「') == sentence.Count(c => c == '」') ? sentence : sentence.Replace("「", "", StringComparison.Ordinal).Replace("」", "", StringComparison.Ordinal);
        }
    }
}
