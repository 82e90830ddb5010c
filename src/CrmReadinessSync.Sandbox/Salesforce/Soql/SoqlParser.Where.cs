using System.Collections.Immutable;

namespace CrmReadinessSync.Sandbox.Salesforce;

internal sealed partial class SoqlParser
{
    // AND and OR may not stand side by side without parentheses: the org does not guess.
    private SoqlCondition Condition()
    {
        var parts = ImmutableArray.CreateBuilder<SoqlCondition>();
        parts.Add(Simple());
        var and = Now.Text.Equals("AND", StringComparison.OrdinalIgnoreCase);
        var joiner = and ? "AND" : "OR";
        while (Now.Kind == SoqlTokenKind.Word && Take(joiner))
            parts.Add(Simple());
        if (Now.Kind == SoqlTokenKind.Word && Now.Text.ToUpperInvariant() is "AND" or "OR")
            throw Unexpected();
        if (parts.Count == 1)
            return parts[0];
        return and ? new SoqlCondition.All(parts.DrainToImmutable()) : new SoqlCondition.Any(parts.DrainToImmutable());
    }

    private SoqlCondition Simple()
    {
        if (Take("NOT"))
            return new SoqlCondition.Not(Simple());
        if (TakeSymbol("("))
        {
            var inside = Condition();
            ExpectSymbol(")");
            return inside;
        }

        var path = Path();
        if (Take("LIKE"))
            return new SoqlCondition.Compare(path, "LIKE", Literal());
        if (Take("INCLUDES"))
            return new SoqlCondition.Holds(path, Negated: false, Literals());
        if (Take("EXCLUDES"))
            return new SoqlCondition.Holds(path, Negated: true, Literals());

        var negated = Take("NOT");
        if (negated)
            Expect("IN");
        if (negated || Take("IN"))
            return Inside(path, negated);

        if (Now is not { Kind: SoqlTokenKind.Symbol, Text: "=" or "!=" or "<>" or "<" or "<=" or ">" or ">=" })
            throw Unexpected();
        var op = _tokens[_at++].Text;
        return new SoqlCondition.Compare(path, op == "<>" ? "!=" : op, Literal());
    }

    private SoqlCondition Inside(SoqlPath path, bool negated)
    {
        if (Now.Text == "(" && Peek(1).Text.Equals("SELECT", StringComparison.OrdinalIgnoreCase))
        {
            _at++;
            var query = Query(inner: true);
            ExpectSymbol(")");
            return new SoqlCondition.InQuery(path, negated, query);
        }

        return new SoqlCondition.In(path, negated, Literals());
    }

    private ImmutableArray<SoqlLiteral> Literals()
    {
        ExpectSymbol("(");
        var values = ImmutableArray.CreateBuilder<SoqlLiteral>();
        do
            values.Add(Literal());
        while (TakeSymbol(","));
        ExpectSymbol(")");
        return values.DrainToImmutable();
    }

    private SoqlLiteral Literal()
    {
        var token = Now;
        switch (token.Kind)
        {
            case SoqlTokenKind.Text:
                if (token.Text.Length > 4000)
                    throw SoqlFault.At(_soql, token.Position, "Invalid string literal. Maximum length of a string literal is 4000 characters");
                _at++;
                return new(token.Text, token.Position);
            case SoqlTokenKind.Number or SoqlTokenKind.Date or SoqlTokenKind.DateTime:
                _at++;
                return new(token.Value, token.Position);
            case SoqlTokenKind.Word:
                return new(Named(token), token.Position);
            default:
                throw Unexpected();
        }
    }

    private object? Named(SoqlToken token)
    {
        var word = token.Text.ToUpperInvariant();
        _at++;
        switch (word)
        {
            case "NULL": return null;
            case "TRUE": return true;
            case "FALSE": return false;
        }

        var counted = RelativeDates.TakesCount(word);
        if (counted is null)
        {
            _at--;
            throw Unexpected();
        }

        if (!counted.Value)
            return new RelativeDate(word, 0);
        ExpectSymbol(":");
        return new RelativeDate(word, WholeNumber());
    }
}
