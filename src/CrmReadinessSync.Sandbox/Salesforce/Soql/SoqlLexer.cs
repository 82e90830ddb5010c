using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>What a piece of a query is.</summary>
internal enum SoqlTokenKind
{
    Word,
    Text,
    Number,
    Date,
    DateTime,
    Symbol,
    End,
}

/// <summary>One piece of a query. <paramref name="Text"/> is the word, symbol or unescaped text; <paramref name="Value"/> a number, date or moment.</summary>
internal readonly record struct SoqlToken(SoqlTokenKind Kind, string Text, object? Value, int Position);

/// <summary>Cuts a query into words, quoted texts, numbers, dates and symbols.</summary>
internal sealed class SoqlLexer
{
    private static readonly string[] MomentFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    private readonly string _soql;
    private int _at;

    private SoqlLexer(string soql) => _soql = soql;

    /// <summary>All pieces, the last of kind <see cref="SoqlTokenKind.End"/>.</summary>
    /// <exception cref="SalesforceException">MALFORMED_QUERY for a text that does not end, an unknown escape, or a character with no meaning.</exception>
    public static ImmutableArray<SoqlToken> Cut(string soql)
    {
        var lexer = new SoqlLexer(soql);
        var tokens = ImmutableArray.CreateBuilder<SoqlToken>();
        SoqlToken token;
        do
        {
            token = lexer.Next();
            tokens.Add(token);
        }
        while (token.Kind != SoqlTokenKind.End);
        return tokens.DrainToImmutable();
    }

    private SoqlToken Next()
    {
        while (_at < _soql.Length && char.IsWhiteSpace(_soql[_at]))
            _at++;
        if (_at >= _soql.Length)
            return new(SoqlTokenKind.End, "<EOF>", null, _soql.Length);

        var start = _at;
        var c = _soql[_at];
        if (char.IsAsciiLetter(c) || c == '_')
        {
            while (_at < _soql.Length && (char.IsAsciiLetterOrDigit(_soql[_at]) || _soql[_at] == '_'))
                _at++;
            return new(SoqlTokenKind.Word, _soql[start.._at], null, start);
        }

        if (c == '\'')
            return Quoted(start);
        if (char.IsAsciiDigit(c) || (c is '-' or '+' or '.' && _at + 1 < _soql.Length && char.IsAsciiDigit(_soql[_at + 1])))
            return NumberOrDate(start);

        var two = _at + 1 < _soql.Length ? _soql.AsSpan(_at, 2) : default;
        var length = two is "!=" or "<>" or "<=" or ">=" ? 2 : 1;
        if (length == 1 && !"(),.=<>:".Contains(c, StringComparison.Ordinal))
            throw SoqlFault.At(_soql, start, string.Create(CultureInfo.InvariantCulture, $"line 1:{start} no viable alternative at character '{c}'"));
        _at += length;
        return new(SoqlTokenKind.Symbol, _soql.Substring(start, length), null, start);
    }

    private SoqlToken Quoted(int start)
    {
        var text = new StringBuilder();
        _at++;
        while (true)
        {
            if (_at >= _soql.Length)
                throw SoqlFault.At(_soql, start, "line 1:" + start.ToString(CultureInfo.InvariantCulture) + " mismatched character '<EOF>' expecting '''");

            var c = _soql[_at++];
            if (c == '\'')
                return new(SoqlTokenKind.Text, text.ToString(), null, start);
            if (c == '\\')
                Escape(text, start);
            else
                text.Append(c);
        }
    }

    // \% and \_ keep their backslash: only LIKE tells a wildcard from the character itself.
    private void Escape(StringBuilder text, int start)
    {
        var c = _at < _soql.Length ? _soql[_at++] : '\0';
        switch (c)
        {
            case 'n' or 'N': text.Append('\n'); break;
            case 'r' or 'R': text.Append('\r'); break;
            case 't' or 'T': text.Append('\t'); break;
            case 'b' or 'B': text.Append('\b'); break;
            case 'f' or 'F': text.Append('\f'); break;
            case '"' or '\'' or '\\': text.Append(c); break;
            case '%' or '_': text.Append('\\').Append(c); break;
            case 'u' when _at + 4 <= _soql.Length
                    && int.TryParse(_soql.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                text.Append((char)code);
                _at += 4;
                break;
            default:
                throw SoqlFault.At(_soql, start, $"Invalid string literal. Illegal character sequence '\\{c}' in string literal");
        }
    }

    private SoqlToken NumberOrDate(int start)
    {
        _at++;
        while (_at < _soql.Length && (char.IsAsciiLetterOrDigit(_soql[_at]) || _soql[_at] is '.' or '-' or ':' or '+'))
            _at++;
        var text = _soql[start.._at];
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return new(SoqlTokenKind.Number, text, number, start);
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return new(SoqlTokenKind.Date, text, date, start);

        var moment = text;
        if (text.Length > 5 && text[^5] is '+' or '-')
            moment = text.Insert(text.Length - 2, ":");
        if (DateTimeOffset.TryParseExact(moment, MomentFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return new(SoqlTokenKind.DateTime, text, at.ToUniversalTime(), start);
        throw SoqlFault.At(_soql, start, $"unexpected token: '{text}'");
    }
}
