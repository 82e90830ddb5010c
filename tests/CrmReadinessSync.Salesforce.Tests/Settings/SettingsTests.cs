using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce.Tests;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("LoginUrl", "http://acme.my.salesforce.com", "LoginUrl")]
    [InlineData("LoginUrl", "acme", "LoginUrl")]
    [InlineData("LoginUrl", "https://login.salesforce.com", "LoginUrl")]
    [InlineData("ClientId", "", "ClientId")]
    [InlineData("ClientSecret", " ", "ClientSecret")]
    [InlineData("Flow", "Password", "Flow")]
    [InlineData("ApiVersion", "v67.0", "ApiVersion")]
    [InlineData("BulkAbove", "10", "BulkAbove")]
    public void A_wrong_value_is_told_with_its_key(string key, string value, string path) => Faults((key, value)).ShouldHaveSingleItem().ShouldBe(path);

    [Fact]
    public void A_good_section_has_no_faults() => Faults().ShouldBeEmpty();

    [Fact]
    public void Plain_http_is_allowed_to_this_machine() => Faults(("LoginUrl", "http://127.0.0.1:5000")).ShouldBeEmpty();

    [Fact]
    public void The_jwt_flow_wants_a_user_and_one_usable_key()
    {
        Faults(("Flow", "JwtBearer")).ShouldBe(["Username", "PrivateKeyFile"], ignoreOrder: true);
        Faults(("Flow", "JwtBearer"), ("Username", "u"), ("PrivateKey", "x"), ("PrivateKeyFile", "y")).ShouldBe(["PrivateKeyFile"]);
        Faults(("Flow", "JwtBearer"), ("Username", "u"), ("PrivateKey", "not a key")).ShouldBe(["PrivateKey"]);
        Faults(("Flow", "JwtBearer"), ("Username", "u"), ("PrivateKeyFile", "/nowhere/key.pem")).ShouldBe(["PrivateKeyFile"]);
        using var key = RSA.Create(2048);
        Faults(("Flow", "JwtBearer"), ("Username", "u"), ("PrivateKey", key.ExportRSAPublicKeyPem())).ShouldBe(["PrivateKey"]);
        Faults(("Flow", "JwtBearer"), ("Username", "u"), ("PrivateKey", key.ExportRSAPrivateKeyPem())).ShouldBeEmpty();
    }

    [Fact]
    public void The_refresh_flow_wants_a_place_to_keep_the_next_token() => Faults(("Flow", "RefreshToken"), ("RefreshToken", "x")).ShouldBe(["RefreshTokenFile"]);

    [Fact]
    public void Secrets_are_marked() => Kind().Settings.Where(setting => setting.IsSecret).Select(setting => setting.Name).ShouldBe(["PrivateKey", "ClientSecret", "RefreshToken"]);

    [Theory]
    [InlineData("https://login.salesforce.com", "https://login.salesforce.com")]
    [InlineData("https://acme.my.salesforce.com", "https://login.salesforce.com")]
    [InlineData("https://acme--uat.sandbox.my.salesforce.com", "https://test.salesforce.com")]
    [InlineData("http://127.0.0.1:5000/", "http://127.0.0.1:5000")]
    public void The_audience_is_the_login_host_behind_the_address(string login, string audience) =>
        SalesforceOptions.Read(Section([("LoginUrl", login)])).AssertionAudience.ShouldBe(audience);

    [Fact]
    public void The_reps_own_fields_are_refused_as_targets_in_any_case()
    {
        Kind().ForbiddenTargets.ShouldContain("NextStep");
        Kind().ForbiddenTargets.Contains("nextstep").ShouldBeTrue();
        Kind().ForbiddenTargets.Contains("Readiness_Next_Step__c").ShouldBeFalse();
    }

    [Fact]
    public void Every_shipped_word_is_of_the_vocabulary() =>
        Standard.Fields.Keys.ShouldAllBe(word => IsKnown(word));

    private static bool IsKnown(string word) => Readiness.Vocabulary.TryFind(word, out _);

    private static ICrmKind Kind() => new ServiceCollection().AddSalesforce().BuildServiceProvider().GetRequiredService<ICrmKind>();

    private static List<string> Faults(params (string Key, string Value)[] changes) =>
        [.. Kind().Validate(new TestOrg().Connection, Section([("LoginUrl", "https://acme.my.salesforce.com"), ("Flow", "ClientCredentials"), ("ClientId", "id"), ("ClientSecret", "secret"), .. changes])).Select(fault => fault.Path)];

    private static IConfigurationSection Section((string Key, string Value)[] values)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (key, value) in values)
        {
            settings[$"Salesforce:{key}"] = value;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("Salesforce");
    }
}
