using System.Collections.Immutable;
using System.Globalization;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>Reads a query. What the org would refuse to read, it refuses too, with the org's words.</summary>
internal sealed partial class SoqlParser
{
    /// <summary>Characters of a query at most (the org's own limit).</summary>
    public const int LongestQuery = 100_000;

    /// <summary>OFFSET at most.</summary>
    public const int LargestOffset = 2_000;

    private readonly string _soql;
    private readonly ImmutableArray<SoqlToken> _tokens;
    private int _at;

    private SoqlParser(string soql)
    {
        _soql = soql;
        _tokens = SoqlLexer.Cut(soql);
    }

    private SoqlToken Now => _tokens[_at];

    /// <summary>Reads one query.</summary>
    /// <exception cref="SalesforceException">MALFORMED_QUERY, NUMBER_OUTSIDE_VALID_RANGE.</exception>
    public static SoqlQuery Parse(string soql)
    {
        if (string.IsNullOrWhiteSpace(soql))
            throw new SalesforceException("MALFORMED_QUERY", "A query string has to be specified");
        if (soql.Length > LongestQuery)
            throw new SalesforceException("MALFORMED_QUERY", "SOQL statements cannot be longer than 100000 characters.");

        var parser = new SoqlParser(soql);
        var query = parser.Query(inner: false);
        if (parser.Now.Kind != SoqlTokenKind.End)
            throw parser.Unexpected();
        return query;
    }

    private SoqlQuery Query(bool inner)
    {
        Expect("SELECT");
        var (items, counts) = Items(inner);
        Expect("FROM");
        var from = Path();
        string? alias = null;
        Take("AS");
        if (Now.Kind == SoqlTokenKind.Word && !IsClause(Now.Text))
            alias = Word();

        var where = Take("WHERE") ? Condition() : null;
        var order = ImmutableArray<SoqlOrdering>.Empty;
        if (Take("ORDER"))
        {
            Expect("BY");
            order = Orderings();
        }

        int? limit = Take("LIMIT") ? WholeNumber() : null;
        var offsetAt = Now.Position;
        var offset = Take("OFFSET") ? WholeNumber() : 0;
        if (offset > LargestOffset)
            throw new SalesforceException("NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000");
        if (inner && offset > 0)
            throw SoqlFault.At(_soql, offsetAt, "OFFSET clause is not allowed in a subquery");
        return new(items, from) { CountsRows = counts, Alias = alias, Where = where, OrderBy = order, Limit = limit, Offset = offset };
    }

    private (ImmutableArray<SoqlItem> Items, bool Counts) Items(bool inner)
    {
        if (Now.Text.Equals("COUNT", StringComparison.OrdinalIgnoreCase) && Peek(1).Text == "(" && Peek(2).Text == ")")
        {
            if (inner)
                throw Unexpected();
            _at += 3;
            return ([], true);
        }

        var items = ImmutableArray.CreateBuilder<SoqlItem>();
        do
            items.Add(Item(inner));
        while (TakeSymbol(","));

        if (items.Count(static i => i is SoqlItem.Children) > 20)
            throw new SalesforceException("MALFORMED_QUERY", "The maximum number of parent-to-child relationship subqueries is 20");
        return (items.DrainToImmutable(), false);
    }

    private SoqlItem Item(bool inner)
    {
        if (Now.Text == "(")
        {
            if (inner)
                throw Unexpected();
            _at++;
            var query = Query(inner: true);
            ExpectSymbol(")");
            return new SoqlItem.Children(query);
        }

        if (Now.Kind == SoqlTokenKind.Word && Peek(1).Text == "(")
        {
            var position = Now.Position;
            var name = Word();
            _at++;
            SoqlItem item = name.ToUpperInvariant() switch
            {
                "FIELDS" => new SoqlItem.Every(Word().ToUpperInvariant(), position),
                "TOLABEL" => new SoqlItem.Labelled(Path()),
                _ => throw SoqlFault.At(_soql, position, $"unexpected token: '{name}('"),
            };
            if (item is SoqlItem.Every every && every.Which is not ("ALL" or "STANDARD" or "CUSTOM"))
                throw SoqlFault.At(_soql, position, $"unexpected token: '{every.Which}'");
            ExpectSymbol(")");
            return item;
        }

        return new SoqlItem.Field(Path());
    }

    private ImmutableArray<SoqlOrdering> Orderings()
    {
        var orderings = ImmutableArray.CreateBuilder<SoqlOrdering>();
        do
        {
            var path = Path();
            var descending = Take("DESC");
            if (!descending)
                Take("ASC");
            var nullsLast = false;
            if (Take("NULLS"))
            {
                nullsLast = Take("LAST");
                if (!nullsLast)
                    Expect("FIRST");
            }

            orderings.Add(new(path, descending, nullsLast));
        }
        while (TakeSymbol(","));
        return orderings.DrainToImmutable();
    }

    private SoqlPath Path()
    {
        var position = Now.Position;
        var names = ImmutableArray.CreateBuilder<string>();
        do
            names.Add(Word());
        while (TakeSymbol("."));
        return new(names.DrainToImmutable(), position);
    }

    private int WholeNumber()
    {
        if (Now is not { Kind: SoqlTokenKind.Number, Value: decimal number } || number < 0 || number != decimal.Truncate(number) || number > int.MaxValue)
            throw Unexpected();
        _at++;
        return (int)number;
    }

    private string Word()
    {
        if (Now.Kind != SoqlTokenKind.Word || IsReserved(Now.Text))
            throw Unexpected();
        return _tokens[_at++].Text;
    }

    private SoqlToken Peek(int ahead) => _tokens[Math.Min(_at + ahead, _tokens.Length - 1)];

    private bool Take(string word)
    {
        if (Now.Kind != SoqlTokenKind.Word || !Now.Text.Equals(word, StringComparison.OrdinalIgnoreCase))
            return false;
        _at++;
        return true;
    }

    private bool TakeSymbol(string symbol)
    {
        if (Now.Kind != SoqlTokenKind.Symbol || Now.Text != symbol)
            return false;
        _at++;
        return true;
    }

    private void Expect(string word)
    {
        if (!Take(word))
            throw Unexpected();
    }

    private void ExpectSymbol(string symbol)
    {
        if (!TakeSymbol(symbol))
            throw SoqlFault.At(_soql, Now.Position, string.Create(CultureInfo.InvariantCulture, $"expecting a {Name(symbol)}, found '{Now.Text}'"));
    }

    private static string Name(string symbol) => symbol switch { ")" => "right parentheses", "(" => "left parentheses", _ => $"'{symbol}'" };

    private SalesforceException Unexpected() => SoqlFault.At(_soql, Now.Position, $"unexpected token: '{Now.Text}'");

    private static bool IsClause(string word) =>
        word.ToUpperInvariant() is "WHERE" or "ORDER" or "LIMIT" or "OFFSET" or "GROUP" or "HAVING" or "WITH" or "FOR" or "USING" or "ALL" or "UPDATE";

    private static bool IsReserved(string word) =>
        word.ToUpperInvariant() is "SELECT" or "FROM" or "WHERE" or "AND" or "OR" or "NOT" or "LIKE" or "IN" or "INCLUDES" or "EXCLUDES" or "NULLS"
            or "LIMIT" or "USING" or "WITH" or "HAVING" or "FIRST" or "LAST";
}
