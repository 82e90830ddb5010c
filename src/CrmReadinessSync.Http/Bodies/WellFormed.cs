using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace CrmReadinessSync.Http;

/// <summary>
/// Mends text that is not quite text. A record cut in the middle of an emoji comes as half of a surrogate pair, which no reader of JSON takes: one such
/// deal would make its whole page unreadable, today and every day. Halves and bytes that are no UTF-8 become U+FFFD.
/// </summary>
internal static class WellFormed
{
    /// <summary>The same JSON, every text of which can be read. What is well-formed already, nearly everything, is not copied.</summary>
    public static ReadOnlyMemory<byte> Json(ReadOnlyMemory<byte> json)
    {
        var whole = Utf8.IsValid(json.Span) ? json : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json.Span));
        return whole.Span.IndexOfAny("\\ud"u8, "\\uD"u8) < 0 ? whole : WithoutHalves(whole.ToArray());
    }

    private static int IndexOfAny(this ReadOnlySpan<byte> span, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var at = span.IndexOf(one);
        return at >= 0 ? at : span.IndexOf(other);
    }

    private static byte[] WithoutHalves(byte[] json)
    {
        for (var at = 0; at < json.Length;)
        {
            var next = json.AsSpan(at).IndexOf((byte)'\\');
            if (next < 0)
            {
                break;
            }

            at += next;
            if (UnitAt(json, at) is not { } unit)
            {
                at += 2;
            }
            else if (char.IsHighSurrogate(unit) && UnitAt(json, at + 6) is { } low && char.IsLowSurrogate(low))
            {
                at += 12;
            }
            else
            {
                if (char.IsSurrogate(unit))
                {
                    "fffd"u8.CopyTo(json.AsSpan(at + 2));
                }

                at += 6;
            }
        }

        return json;
    }

    /// <summary>The code unit that an escape at this place names; null when there is none.</summary>
    private static char? UnitAt(ReadOnlySpan<byte> json, int at) =>
        at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u' && ushort.TryParse(json.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
