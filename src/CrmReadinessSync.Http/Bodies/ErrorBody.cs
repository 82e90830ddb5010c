using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace CrmReadinessSync.Http;

/// <summary>
/// What an error answer says, by its content type. An edge or a proxy answers in HTML where the API would in JSON: such a page is
/// never parsed as JSON, only its title is quoted.
/// </summary>
public static partial class ErrorBody
{
    /// <summary>The most characters quoted.</summary>
    public const int MaxQuote = 500;

    /// <summary>The body when it is JSON, for the vendor's own parser; empty otherwise.</summary>
    public static ReadOnlyMemory<byte> Json(HttpResponseMessage response)
    {
        var bytes = BufferedBody.Of(response);
        var type = response.Content.Headers.ContentType;
        var looksJson = bytes.Span.TrimStart(" \r\n\t"u8) is [(byte)'{' or (byte)'[', ..];
        return looksJson && !IsHtml(type, bytes.Span) ? bytes : default;
    }

    /// <summary>The body in one short line, redacted: text as it is, a page by its title, nothing as the status line.</summary>
    public static string Quote(HttpResponseMessage response, Redactor redactor)
    {
        var bytes = BufferedBody.Of(response).Span;
        var text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 64 * 1024)]);
        if (IsHtml(response.Content.Headers.ContentType, bytes))
        {
            text = TitleOf(text) is { Length: > 0 } title ? $"HTML page \"{title}\"" : "HTML page";
        }

        text = string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        return Shorten(redactor.Redact(text.Length > 0 ? text : $"{(int)response.StatusCode} {response.ReasonPhrase}"));
    }

    /// <summary>
    /// A code of the vendor's, which goes to logs: a word of up to 64 letters, digits, dots, dashes and underscores without a secret; anything else is no
    /// code, whatever an answer calls so.
    /// </summary>
    /// <param name="said">What the answer calls its code.</param>
    /// <param name="redactor">Knows the secrets.</param>
    /// <param name="otherwise">The code when that is none.</param>
    public static string Code(string? said, Redactor redactor, string otherwise) =>
        said is { Length: > 0 } && CodeWord().IsMatch(said) && redactor.Redact(said) == said ? said : otherwise;

    /// <summary>Cuts to <see cref="MaxQuote"/> characters without splitting a surrogate pair.</summary>
    public static string Shorten(string text)
    {
        if (text.Length <= MaxQuote)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[MaxQuote - 2]) ? MaxQuote - 2 : MaxQuote - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    /// <summary>Null when the page has none, or is made so that looking for it takes too long.</summary>
    private static string? TitleOf(string page)
    {
        try
        {
            return Tags().Replace(Title().Match(page).Groups["title"].Value, " ").Trim();
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    internal static bool IsJson(MediaTypeHeaderValue? type) =>
        type?.MediaType is { } media && (media.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    internal static bool IsHtml(MediaTypeHeaderValue? type, ReadOnlySpan<byte> bytes)
    {
        if (type?.MediaType is "text/html" or "application/xhtml+xml")
        {
            return true;
        }

        return !IsJson(type) && bytes.TrimStart(" \r\n\t"u8) is [(byte)'<', (byte)'!' or (byte)'h' or (byte)'H', ..];
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_.-]{0,63}\z", RegexOptions.None, matchTimeoutMilliseconds: 200)]
    private static partial Regex CodeWord();

    [GeneratedRegex(@"<title[^>]*>(?<title>.*?)</title>", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Title();

    [GeneratedRegex(@"<[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 200)]
    private static partial Regex Tags();
}
