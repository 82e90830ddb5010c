using System.Globalization;
using System.Text.Json;
using CrmReadinessSync.Sync;
using FsCheck;
using FsCheck.Fluent;

namespace CrmReadinessSync.Salesforce.Tests;

/// <summary>A row says what its JSON says when it is read member by member as a tree.</summary>
public sealed class SalesforceRowLawTests
{
    private static readonly string[] Names = ["Id", "Name", "Account", "名"];
    private static readonly string[] Types = ["string", "datetime", "double"];
    private static readonly string[] Paths = [.. Names, "name", "", .. Names.SelectMany(_ => Names, (one, other) => $"{one}.{other}"), "Account.Account.Id", "Account.", ".Id"];

    [Fact]
    public void Whatever_a_row_holds_it_says_what_its_tree_says()
    {
        Prop.ForAll(Row(3).ToArbitrary(), json =>
        {
            var row = JsonSerializer.Deserialize(json, SalesforceJson.Default.SalesforceRow)!;
            using var tree = JsonDocument.Parse(json);
            foreach (var path in Paths)
            {
                row.Has(path).ShouldBe(Find(tree.RootElement, path) is not null, path);
                row.Text(path).ShouldBe(Text(tree.RootElement, path), path);
                row.Flag(path).ShouldBe(Find(tree.RootElement, path) is { ValueKind: JsonValueKind.True }, path);
                foreach (var field in Types.Select(type => new MappedField("x", path, type)))
                {
                    row.Raw(field).ShouldBe(Raw(tree.RootElement, field), $"{path} as {field.Type}");
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static JsonElement? Find(JsonElement row, string path)
    {
        var value = row;
        foreach (var part in path.Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(part, out value))
            {
                return null;
            }
        }

        return value.ValueKind is JsonValueKind.Null ? null : value;
    }

    private static string? Text(JsonElement row, string path) =>
        Find(row, path) is { } value && !IsRelated(value) ? ShownValues.Normalize(value.ToString()) : null;

    private static string? Raw(JsonElement row, MappedField field) => Find(row, field.Path) switch
    {
        { ValueKind: JsonValueKind.True } => "true",
        { ValueKind: JsonValueKind.False } => "false",
        { ValueKind: JsonValueKind.Number } number when number.TryGetDecimal(out var exact) => (exact / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture),
        { ValueKind: JsonValueKind.String } text when field.Type is "datetime" && SalesforceMoment.TryParse(text.ToString(), out var instant) =>
            instant.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture),
        _ => Text(row, field.Path),
    };

    /// <summary>A related row is no value by itself; an address and its like are.</summary>
    private static bool IsRelated(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object && value.EnumerateObject().Any(member => member.Name is "attributes" || member.Value.ValueKind is JsonValueKind.Object);

    private static Gen<string> Row(int depth) =>
        from members in Member(depth).ArrayOf(6)
        from space in Gen.Elements("", " ")
        select $"{{{space}{string.Join($",{space}", members)}}}";

    private static Gen<string> Member(int depth) => Gen.Frequency(
        (1, Gen.Elements("""{"type":"Account","url":"/x"}""", "{}", "null").Select(value => $"\"attributes\":{value}")),
        (8, from name in Gen.Elements<string>(["\"Id\"", "\"Name\"", "\"Account\"", "\"\\u0041ccount\"", "\"名\"", "\"name\"", "\"\""])
            from value in Value(depth)
            select $"{name}:{value}"));

    private static Gen<string> Value(int depth) => Gen.OneOf(
        Gen.Elements("null", "true", "false", "\"\"", "\"true\"", "\" x\\r\\ny \"", "\"2026-11-22T14:05:58.120+0000\"", "\"2026-11-22\"", "[]", "[{\"Id\": 1}, 2]"),
        Number,
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => JsonSerializer.Serialize(text.Get)),
        depth == 0 ? Gen.Constant("{}") : Row(depth - 1));

    private static Gen<string> Number =>
        from digits in Gen.Elements("0", "-0", "27000", "27000.0", "0.000", "79228162514264337593543950335", "79228162514264337593543950336", "0.00000000000000000000000000005", "123456789012345678.123456789012345")
        from exponent in Gen.Elements("", "e0", "E+4", "e-3", "e400", "e-400", "e99999999999", "e-99999999999")
        select digits + exponent;
}
