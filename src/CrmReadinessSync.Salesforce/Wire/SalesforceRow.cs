using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// A row of a query, and what it tells of its values in the raw conventions of a snapshot. A dotted path leads into related rows
/// (<c>Account.Industry</c>); a null anywhere on the way is a blank. Names are matched as the query spelt them; of two the same the last counts.
/// What is no row at all is one without values: whoever needs its id says so.
/// </summary>
/// <param name="names">The names, shared among rows of one query.</param>
/// <param name="values">At each name's place: text, a truth value, a <see cref="Number"/>, a related row, or null.</param>
/// <param name="json">As it came, for a compound value such as an address, which is mapped whole; null for a row.</param>
/// <remarks>Thousands are held at once, and some thirty names are found sooner one by one than through a table.</remarks>
[JsonConverter(typeof(SalesforceRowConverter))]
internal sealed class SalesforceRow(string[] names, object?[] values, string? json = null)
{
    public static readonly SalesforceRow Empty = new([], []);

    /// <summary>Whether there is anything at all.</summary>
    public bool Has(string path) => Find(path) is not null;

    /// <summary>A text, trimmed at both ends and with plain line ends; blank is null.</summary>
    public string? Text(string path) => ShownValues.Normalize(Find(path)?.ToString());

    /// <summary>A truth value; blank is false.</summary>
    public bool Flag(string path) => Find(path) is true;

    /// <summary>An instant; null when blank.</summary>
    public DateTimeOffset? Moment(string path) => Text(path) is { } text && SalesforceMoment.TryParse(text, out var instant) ? instant : null;

    /// <summary>A calendar day; null when blank.</summary>
    public DateOnly? Day(string path) =>
        Text(path) is { } text && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>A mapped value in the conventions of <see cref="DealSnapshot.Values"/>.</summary>
    public string? Raw(MappedField field) => Find(field.Path) switch
    {
        true => "true",
        false => "false",
        Number number => number.Plain,
        { } other when field.Type is "datetime" && SalesforceMoment.TryParse(other.ToString(), out var instant) =>
            instant.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture),
        var other => ShownValues.Normalize(other?.ToString()),
    };

    /// <summary>Its JSON, where that was kept; a related row has no text of its own.</summary>
    public override string ToString() => json ?? "";

    private object? Find(ReadOnlySpan<char> path)
    {
        var dot = path.IndexOf('.');
        var value = Own(dot < 0 ? path : path[..dot]);
        return dot < 0 ? value : (value as SalesforceRow)?.Find(path[(dot + 1)..]);
    }

    private object? Own(ReadOnlySpan<char> name)
    {
        for (var i = names.Length - 1; i >= 0; i--)
        {
            if (name.SequenceEqual(names[i]))
            {
                return values[i];
            }
        }

        return null;
    }

    /// <summary>A number as it came.</summary>
    internal sealed class Number(byte[] digits)
    {
        /// <summary>27000 may come as 27000.0 or 2.7E+4: one number, one text.</summary>
        public string Plain => Utf8Parser.TryParse(digits, out decimal exact, out var read) && read == digits.Length
            ? (exact / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)
            : ToString();

        public override string ToString() => Encoding.UTF8.GetString(digits);
    }
}
