using System.Globalization;

namespace CrmReadinessSync.Sandbox.Tests.Salesforce;

/// <summary>A random condition twice: as text of a query, and as a plain test of rows written without knowing how queries are run.</summary>
internal sealed class GeneratedQuery(Random random)
{
    private static readonly string[] Texts = ["Alpha", "alpha", "BETA", "Ga_mma", "100%", "O'Hara", "back\\slash", "", "é", "delta force"];

    /// <summary>A condition of at most so many levels.</summary>
    public (string Text, Func<TableRow, bool> Holds) Condition(int depth)
    {
        switch (depth == 0 ? 9 : random.Next(10))
        {
            case 0 or 1:
                var (and, all) = Several(depth, " AND ");
                return (and, row => all.All(part => part(row)));
            case 2 or 3:
                var (or, any) = Several(depth, " OR ");
                return (or, row => any.Any(part => part(row)));
            case 4:
                var inner = Condition(depth - 1);
                return ($"(NOT {inner.Text})", row => !inner.Holds(row));
            case 5:
                return Keyset();
            default:
                return Leaf();
        }
    }

    private (string Text, List<Func<TableRow, bool>> Parts) Several(int depth, string joiner)
    {
        var parts = Enumerable.Range(0, 2 + random.Next(2)).Select(_ => Condition(depth - 1)).ToList();
        return ($"({string.Join(joiner, parts.Select(part => part.Text))})", parts.ConvertAll(part => part.Holds));
    }

    private (string Text, Func<TableRow, bool> Holds) Keyset()
    {
        var (at, id) = (TableRow.Moment(random), TableRow.IdOf(random.Next(60)));
        var stamp = Moment(at);
        return ($"(SystemModstamp > {stamp} OR (SystemModstamp = {stamp} AND Id > '{id}'))",
            row => row.Stamp > at || (row.Stamp == at && string.CompareOrdinal(row.Id, id) > 0));
    }

    private (string Text, Func<TableRow, bool> Holds) Leaf()
    {
        switch (random.Next(12))
        {
            case 0:
                var text = Pick(Texts);
                return Compared("Text__c", Quoted(text), row => row.Text, text.Length == 0 ? null : text, (a, b) => string.Compare(a, b, StringComparison.OrdinalIgnoreCase));
            case 1:
                var number = (decimal)random.Next(-3, 4) / 2;
                return Compared("Number__c", number.ToString(CultureInfo.InvariantCulture), row => row.Number, number, (a, b) => a!.Value.CompareTo(b!.Value));
            case 2:
                var day = TableRow.AnyDay(random);
                return Compared("Day__c", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row => row.Day, day, (a, b) => a!.Value.CompareTo(b!.Value));
            case 3:
                var at = TableRow.Moment(random);
                return Compared("SystemModstamp", Moment(at), row => (DateTimeOffset?)row.Stamp, at, (a, b) => a!.Value.CompareTo(b!.Value));
            case 4:
                var id = TableRow.IdOf(random.Next(60));
                return Compared("Id", $"'{(random.Next(2) == 0 ? id : id[..15])}'", row => row.Id, id, string.CompareOrdinal);
            case 5:
                var flag = random.Next(2) == 0;
                return ($"Flag__c = {(flag ? "true" : "false")}", row => row.Flag == flag);
            case 6:
                var texts = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Pick(Texts)).ToList();
                var negated = random.Next(2) == 0;
                return ($"Text__c {(negated ? "NOT IN" : "IN")} ({string.Join(", ", texts.Select(Quoted))})",
                    row => texts.Any(t => string.Equals(t, row.Text ?? "", StringComparison.OrdinalIgnoreCase)) != negated);
            case 7:
                var ids = Enumerable.Range(0, 1 + random.Next(9)).Select(_ => TableRow.IdOf(random.Next(60))).ToList();
                return ($"Id IN ({string.Join(',', ids.Select(i => $"'{i}'"))})", row => ids.Contains(row.Id));
            case 8:
                var parents = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => TableRow.ParentId(random.Next(6))).ToList();
                return ($"Parent__c IN ({string.Join(',', parents.Select(p => $"'{p}'"))})", row => row.Parent is not null && parents.Contains(row.Parent));
            case 9:
                var (pattern, fits) = Pattern();
                return ($"Text__c LIKE {pattern}", row => row.Text is not null && fits(row.Text));
            case 10:
                var name = random.Next(6);
                return ($"Parent__r.Name = 'Parent {name}'", row => row.Parent == TableRow.ParentId(name));
            default:
                var set = random.Next(2) == 0 ? "red" : "red;blue";
                var excludes = random.Next(2) == 0;
                return ($"Colours__c {(excludes ? "EXCLUDES" : "INCLUDES")} ('{set}', 'green')",
                    row => excludes != (set.Split(';').All(row.Colours.Contains) || row.Colours.Contains("green")));
        }
    }

    private (string Text, Func<TableRow, bool> Holds) Compared<T>(string field, string literal, Func<TableRow, T?> value, T? wanted, Func<T?, T?, int> order)
    {
        var op = Pick(["=", "!=", "<", "<=", ">", ">="]);
        return ($"{field} {op} {literal}", row =>
        {
            var own = value(row);
            if (own is null || wanted is null)
                return (own is null && wanted is null && op == "=") || (op == "!=" && (own is null) != (wanted is null));
            var sign = order(own, wanted);
            return op switch { "=" => sign == 0, "!=" => sign != 0, "<" => sign < 0, "<=" => sign <= 0, ">" => sign > 0, _ => sign >= 0 };
        });
    }

    private (string Quoted, Func<string, bool> Fits) Pattern()
    {
        var (start, end) = (Pick(["", "a", "%", "_", "100\\%", "Ga\\_", "o"]), Pick(["", "%", "a", "A%", "_%"]));
        var pattern = start + "%" + end;
        return ($"'{pattern}'", text => Like(pattern, text));
    }

    // By its definition, slowly.
    private static bool Like(string pattern, string text)
    {
        if (pattern.Length == 0)
            return text.Length == 0;
        if (pattern[0] == '\\' && pattern.Length > 1)
            return text.Length > 0 && text[0] == pattern[1] && Like(pattern[2..], text[1..]);
        return pattern[0] switch
        {
            '%' => Like(pattern[1..], text) || (text.Length > 0 && Like(pattern, text[1..])),
            '_' => text.Length > 0 && Like(pattern[1..], text[1..]),
            var c => text.Length > 0 && char.ToUpperInvariant(c) == char.ToUpperInvariant(text[0]) && Like(pattern[1..], text[1..]),
        };
    }

    private static string Quoted(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private T Pick<T>(T[] choices) => choices[random.Next(choices.Length)];
}
