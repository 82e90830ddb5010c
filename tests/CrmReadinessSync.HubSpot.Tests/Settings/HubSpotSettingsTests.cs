using static CrmReadinessSync.HubSpot.Tests.HubSpotTests;

namespace CrmReadinessSync.HubSpot.Tests;

public sealed class HubSpotSettingsTests
{
    [Fact]
    public void A_service_key_is_all_it_takes() => HubSpotSettings.Validate(Section(("AccessToken", "pat-na1-x"))).ShouldBeEmpty();

    [Theory]
    [InlineData("BaseUrl", "http://api.hubapi.com")]
    [InlineData("BaseUrl", "api.hubapi.com")]
    [InlineData("BaseUrl", "https://api.hubapi.com/crm")]
    [InlineData("ApiVersion", "2025")]
    [InlineData("ClientId", "only-this")]
    public void A_bad_value_is_a_fault_with_its_key_and_a_remedy(string key, string value)
    {
        var faults = HubSpotSettings.Validate(Section(("AccessToken", "pat-na1-x"), (key, value))).ToList();

        faults.ShouldNotBeEmpty();
        faults.ShouldAllBe(fault => fault.Remedy.Length > 0);
        (faults[0].Path == key || key == "ClientId").ShouldBeTrue();
    }

    [Fact]
    public void No_token_at_all_is_a_fault() => HubSpotSettings.Validate(Section()).Single().Path.ShouldBe("AccessToken");

    [Fact]
    public void Plain_http_is_allowed_on_this_machine() =>
        HubSpotSettings.Validate(Section(("AccessToken", "x"), ("BaseUrl", "http://127.0.0.1:4711"))).ShouldBeEmpty();

    [Fact]
    public void Settings_never_print_a_secret() => HubSpotTests.Settings().ToString().ShouldNotContain("secret");

    [Fact]
    public void Secrets_are_marked() =>
        HubSpotSettings.Keys.Where(key => key.IsSecret).Select(key => key.Name).ShouldBe(["AccessToken", "ClientSecret", "RefreshToken"]);

    [Fact]
    public void The_reps_own_fields_are_refused_as_targets_and_ours_are_not()
    {
        var kind = new HubSpotKind(TimeProvider.System);
        kind.ForbiddenTargets.ShouldContain("hs_next_step");
        kind.ForbiddenTargets.ShouldContain("dealstage");
        kind.ForbiddenTargets.ShouldNotContain("readiness_flag");
    }

    [Fact]
    public void The_shipped_fields_are_words_of_the_vocabulary()
    {
        using var fields = System.Text.Json.JsonDocument.Parse(new HubSpotKind(TimeProvider.System).StandardFields);
        foreach (var field in fields.RootElement.EnumerateObject())
        {
            Readiness.Vocabulary.TryFind(field.Name, out _).ShouldBeTrue(field.Name);
        }
    }
}
