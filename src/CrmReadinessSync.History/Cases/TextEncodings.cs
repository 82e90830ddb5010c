using System.Text;

namespace CrmReadinessSync.History;

/// <summary>
/// Finds out how a text file is encoded. Byte order marks speak for themselves; without one, what is not UTF-8 was most likely saved by a
/// Japanese Excel, as Shift-JIS.
/// </summary>
public static class TextEncodings
{
    static TextEncodings() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Names that mapping files may use.</summary>
    public static IReadOnlyList<string> Names { get; } = ["utf-8", "utf-16", "utf-16be", "shift_jis", "euc-jp", "windows-1252", "iso-8859-1"];

    /// <summary>An encoding by its name, as registries know it.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Encoding Named(string name) => Encoding.GetEncoding(name);

    /// <summary>Reads a stream through and leaves it where it was.</summary>
    /// <returns>Null where a byte order mark tells, or where it is UTF-8: a reader finds that out by itself.</returns>
    public static Encoding? Detect(Stream stream)
    {
        var start = stream.Position;
        var buffer = new byte[1 << 16];
        var filled = stream.ReadAtLeast(buffer, 4, throwOnEndOfStream: false);
        var head = buffer.AsSpan(0, filled);
        Encoding? found = null;
        if (!head.StartsWith(Encoding.Unicode.Preamble) && !head.StartsWith(Encoding.BigEndianUnicode.Preamble) && !head.StartsWith(Encoding.UTF8.Preamble))
        {
            // Latin text in UTF-16 without a mark: every other byte is zero.
            found = filled >= 2 && head[0] != 0 && head[1] == 0 ? Encoding.Unicode
                : filled >= 2 && head[0] == 0 && head[1] != 0 ? Encoding.BigEndianUnicode
                : IsUtf8(stream, buffer, filled) ? null
                : Named("shift_jis");
        }

        stream.Position = start;
        return found;
    }

    private static bool IsUtf8(Stream stream, byte[] buffer, int filled)
    {
        var decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        var chars = new char[buffer.Length + 1];
        try
        {
            while (true)
            {
                decoder.GetChars(buffer.AsSpan(0, filled), chars, flush: filled == 0);
                if (filled == 0)
                {
                    return true;
                }

                filled = stream.Read(buffer);
            }
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
