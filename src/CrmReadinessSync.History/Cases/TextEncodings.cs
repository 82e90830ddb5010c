using System.Text;

namespace CrmReadinessSync.History;

/// <summary>
/// Finds out how a text file is encoded. A byte order mark decides; else UTF-8 where every byte agrees; else what spreadsheets write on a
/// Japanese Windows, Shift-JIS. Whatever it is, the file is read through once to see that it keeps to it: text read in a wrong encoding would
/// match no value, and nobody would know why.
/// </summary>
public static class TextEncodings
{
    /// <summary>Stands for bytes that are no text; no text holds it.</summary>
    private const char NoText = '\uFFFF';

    static TextEncodings() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Names that mapping files may use.</summary>
    public static IReadOnlyList<string> Names { get; } = ["utf-8", "utf-16", "utf-16be", "shift_jis", "euc-jp", "windows-1252", "iso-8859-1"];

    /// <summary>An encoding by its name, as registries know it.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Encoding Named(string name) => Encoding.GetEncoding(name);

    /// <summary>Reads a stream through and leaves it where it was.</summary>
    /// <param name="stream">The file; it must be able to seek.</param>
    /// <param name="file">Its name for messages.</param>
    /// <param name="named">What the map says; null finds out. A byte order mark knows better.</param>
    /// <returns>Null where a byte order mark tells, or where it is UTF-8: a reader finds that out by itself.</returns>
    /// <exception cref="HistoryFileException">Not all of it is text in that encoding.</exception>
    public static Encoding? Choose(Stream stream, string file, string? named)
    {
        var start = stream.Position;
        Span<byte> head = stackalloc byte[4];
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        if (head.SequenceEqual("PK\u0003\u0004"u8))
        {
            throw new HistoryFileException(file, null, null, "This is a workbook, not a CSV file.", "Save the sheet as \"CSV UTF-8\" and give that file.");
        }

        if (Marked(head) is { } marked)
        {
            Check(marked, "The file breaks off, or is not what its first bytes announce.", "Save it anew as UTF-8.");
            return null;
        }

        if (named is not null)
        {
            Check(Named(named), $"This is not {named}, which the map names.", "Leave out Encoding so that it is found out, or name the one that the file was saved in.");
            return Named(named);
        }

        // Latin text in UTF-16 without a mark: every other byte is zero.
        if (head.Length >= 2 && (head[0] == 0) != (head[1] == 0))
        {
            var wide = head[1] == 0 ? Encoding.Unicode : Encoding.BigEndianUnicode;
            Check(wide, "The file breaks off, or is no text.", "Save it anew as UTF-8.");
            return wide;
        }

        if (Fault(Encoding.UTF8) is not { } fault)
        {
            return null;
        }

        var japanese = Named("shift_jis");
        return Fault(japanese) is null ? japanese : throw new HistoryFileException(
            file, fault.Line, null, "This is neither UTF-8 nor Shift-JIS.", $"Name the file's Encoding in the map, one of {string.Join(", ", Names)}; or save it as UTF-8.");

        (long Line, int At)? Fault(Encoding encoding)
        {
            stream.Position = start;
            var first = FirstFault(stream, encoding);
            stream.Position = start;
            return first;
        }

        void Check(Encoding encoding, string problem, string remedy)
        {
            if (Fault(encoding) is { } broken)
            {
                throw new HistoryFileException(file, broken.Line, null, $"{problem} Character {broken.At} of the line is no text.", remedy);
            }
        }
    }

    private static Encoding? Marked(ReadOnlySpan<byte> head) =>
        head.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8
        : head.StartsWith(Encoding.Unicode.Preamble) ? Encoding.Unicode
        : head.StartsWith(Encoding.BigEndianUnicode.Preamble) ? Encoding.BigEndianUnicode
        : null;

    /// <summary>The first bytes that are no text: the line and the character of the line, from 1.</summary>
    private static (long Line, int At)? FirstFault(Stream stream, Encoding encoding)
    {
        var decoder = Encoding.GetEncoding(encoding.CodePage, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback(NoText.ToString())).GetDecoder();
        var bytes = new byte[1 << 16];
        var chars = new char[encoding.GetMaxCharCount(bytes.Length)];
        var (line, before) = (1L, 0);
        while (true)
        {
            var read = stream.Read(bytes);
            ReadOnlySpan<char> text = chars.AsSpan(0, decoder.GetChars(bytes.AsSpan(0, read), chars, flush: read == 0));
            var at = text.IndexOf(NoText);
            var sound = at < 0 ? text : text[..at];
            line += sound.Count('\n');
            before = sound.LastIndexOf('\n') is var last && last < 0 ? before + sound.Length : sound.Length - last - 1;
            if (at >= 0)
            {
                return (line, before + 1);
            }

            if (read == 0)
            {
                return null;
            }
        }
    }
}
