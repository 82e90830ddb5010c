namespace CrmReadinessSync.Salesforce.Tests;

public sealed class WireTests
{
    [Theory]
    [InlineData("001000000000001", "001000000000001AAA")]
    [InlineData("006D0000015GgYi", "006D0000015GgYiIAK")]
    [InlineData("006D0000015GgYiIAK", "006D0000015GgYiIAK")]
    public void Ids_become_eighteen_characters(string id, string normal) => SalesforceId.Normalize(id).ShouldBe(normal);

    [Theory]
    [InlineData("")]
    [InlineData("006")]
    [InlineData("006D0000015GgY'")]
    public void What_is_no_id_is_told(string id) => SalesforceId.Normalize(id).ShouldBeNull();

    [Theory]
    [InlineData("2026-11-22T14:05:58.000+0000")]
    [InlineData("2026-11-22T14:05:58Z")]
    [InlineData("2026-11-22T23:05:58+09:00")]
    public void Instants_are_read_in_every_form(string text)
    {
        SalesforceMoment.TryParse(text, out var instant).ShouldBeTrue();
        instant.ShouldBe(new DateTimeOffset(2026, 11, 22, 14, 5, 58, TimeSpan.Zero));
    }
}
