using System.Net;
using System.Security.Cryptography;
using System.Text;
using CrmReadinessSync.Sync;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CrmReadinessSync.Salesforce.Tests;

public sealed class SignInTests : IAsyncDisposable
{
    private readonly TestOrg _org = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("crs-sf-").FullName;

    [Fact]
    public void Opening_tells_the_organisation_its_clock_and_that_it_is_not_on_this_machine()
    {
        var account = _org.Open();

        account.ShouldBe(new CrmAccount(StubOrg.OrganizationId, _org.Time.GetUtcNow(), IsLoopback: false));
        _org.Stub.Requests.Skip(1).ShouldAllBe(request => request.Host == "acme.my.salesforce.test");
        Form(_org.Stub.Requests[0]).ShouldBe("grant_type=client_credentials&client_id=3MVG9.consumer&client_secret=a-consumer-secret");
        _org.Stub.Requests[0].Token.ShouldBeEmpty();
    }

    [Fact]
    public void A_second_opening_asks_only_the_free_question_for_the_time()
    {
        _org.Open();
        _org.Stub.Requests.Clear();

        _org.Open();

        _org.Stub.Lines.ShouldBe(["GET /services/data"]);
    }

    [Fact]
    public async Task The_assertion_is_signed_by_the_key_and_short_lived()
    {
        using var key = RSA.Create(2048);
        _org.Options = _org.Options with
        {
            Flow = SignInFlow.JwtBearer, LoginUrl = new Uri("https://acme--dev.sandbox.my.salesforce.com"), Username = "readiness@acme.test", PrivateKey = key.ExportPkcs8PrivateKeyPem(), ClientSecret = null,
        };

        _org.Open();

        var form = Uri.UnescapeDataString(Form(_org.Stub.Requests[0]));
        form.ShouldStartWith("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=");
        var assertion = form[(form.LastIndexOf('=') + 1)..];
        var verdict = await new JsonWebTokenHandler().ValidateTokenAsync(assertion, new TokenValidationParameters
        {
            IssuerSigningKey = new RsaSecurityKey(key.ExportParameters(includePrivateParameters: false)), ValidIssuer = "3MVG9.consumer", ValidAudience = "https://test.salesforce.com",
            LifetimeValidator = (_, expires, _, _) => expires == (_org.Time.GetUtcNow() + TimeSpan.FromMinutes(3)).UtcDateTime,
        });
        verdict.IsValid.ShouldBeTrue(verdict.Exception?.Message);
        verdict.Claims["sub"].ShouldBe("readiness@acme.test");
    }

    [Fact]
    public void A_replaced_refresh_token_is_kept_in_a_private_file_and_used_from_then_on()
    {
        var file = Path.Combine(_folder, "token");
        _org.Options = _org.Options with { Flow = SignInFlow.RefreshToken, RefreshToken = "first-token", RefreshTokenFile = file, ClientSecret = null };
        _org.Stub.On("POST", "/services/oauth2/token", _ => StubOrg.Json($$"""{"access_token":"00D!aaaaaaaaaaaa","instance_url":"{{_org.Stub.Instance}}","refresh_token":"second-token","id":"https://l/id/{{StubOrg.OrganizationId}}/005"}"""));
        _org.Open();

        new RefreshTokenFile(file, "first-token").Read().ShouldBe("second-token");
        new RefreshTokenFile(file, "another configured token").Read().ShouldBe("another configured token");
        if (!OperatingSystem.IsWindows())
        {
            (File.GetUnixFileMode(file) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)).ShouldBe(UnixFileMode.None);
        }

        _org.Cached.Values.ShouldAllBe(text => !text.Contains("second-token", StringComparison.Ordinal));
    }

    [Fact]
    public void A_half_written_token_file_falls_back_to_the_configured_token()
    {
        var file = Path.Combine(_folder, "token");
        File.WriteAllText(file, "{\"from\":");
        new RefreshTokenFile(file, "first-token").Read().ShouldBe("first-token");
    }

    [Fact]
    public void An_expired_session_is_renewed_once_and_the_new_instance_is_used()
    {
        _org.Open();
        _org.Stub.Instance = "https://moved.my.salesforce.test";
        _org.Stub.On("GET", "/services/data", request => request.Host.StartsWith("acme", StringComparison.Ordinal)
            ? StubOrg.Error(HttpStatusCode.Unauthorized, "INVALID_SESSION_ID", "Session expired or invalid")
            : StubOrg.Json("""[{"label":"x","url":"/services/data/v67.0","version":"67.0"}]"""));
        _org.Stub.Requests.Clear();

        _org.Open();

        _org.Stub.Requests.Select(request => $"{request.Host}{request.Path}").ShouldBe(
            ["acme.my.salesforce.test/services/data", "login.test/services/oauth2/token", "moved.my.salesforce.test/services/data"]);
    }

    [Fact]
    public void A_session_refused_twice_ends_the_cycle()
    {
        _org.Open();
        _org.Stub.On("GET", "/services/data", _ => StubOrg.Error(HttpStatusCode.Unauthorized, "INVALID_SESSION_ID", "Session expired or invalid"));
        _org.Stub.Requests.Clear();

        TestOrg.Fails(() => _org.Open()).Action.ShouldBe(FailureAction.StopCrm);

        _org.Stub.Lines.ShouldBe(["GET /services/data", "POST /services/oauth2/token", "GET /services/data"]);
    }

    [Theory]
    [InlineData("Connected app is not attached to Agent")]
    [InlineData("This session is not valid for use with the REST API")]
    public void A_401_that_every_new_session_would_get_too_asks_for_none(string message)
    {
        _org.Open();
        _org.Stub.On("GET", "/services/data", _ => StubOrg.Error(HttpStatusCode.Unauthorized, "INVALID_SESSION_ID", message));
        _org.Stub.Requests.Clear();

        var failed = Should.Throw<CrmException>(() => _org.Open());

        failed.Failure.Action.ShouldBe(FailureAction.StopCrm);
        failed.IsEnvironment.ShouldBeTrue();
        _org.Stub.Lines.ShouldBe(["GET /services/data"]);
    }

    [Theory]
    [InlineData("invalid_grant", "audience is invalid", "Audience")]
    [InlineData("invalid_grant", "user hasn't approved this consumer", "pre-authorise")]
    [InlineData("invalid_grant", "authentication failure", "locked")]
    [InlineData("invalid_client_id", "client identifier invalid", "ClientId")]
    public void A_refused_sign_in_stops_at_once_and_says_what_to_do(string error, string description, string remedy)
    {
        _org.Stub.On("POST", "/services/oauth2/token", _ => StubOrg.Json($$"""{"error":"{{error}}","error_description":"{{description}}"}""", HttpStatusCode.BadRequest));

        var failed = Should.Throw<CrmException>(() => _org.Open());

        failed.IsEnvironment.ShouldBeTrue();
        failed.Failure.ShouldSatisfyAllConditions(
            failure => failure.Action.ShouldBe(FailureAction.StopCrm), failure => failure.Code.ShouldBe(error), failure => failure.Remedy!.ShouldContain(remedy));
        _org.Stub.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void A_page_in_place_of_a_token_is_tried_again()
    {
        var calls = 0;
        _org.Stub.On("POST", "/services/oauth2/token", _ => ++calls == 1
            ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("<html><title>Down</title></html>", Encoding.UTF8, "text/html") }
            : StubOrg.Json($$"""{"access_token":"00D!aaaaaaaaaaaa","instance_url":"{{_org.Stub.Instance}}"}"""));
        _org.Stub.OnQueries(soql => soql.Contains("FROM Organization", StringComparison.Ordinal) ? StubOrg.Rows($$"""{"Id":"{{StubOrg.OrganizationId}}"}""") : StubOrg.Rows());

        _org.Open().Id.ShouldBe(StubOrg.OrganizationId);
        calls.ShouldBe(2);
    }

    [Fact]
    public void A_session_for_a_plain_http_instance_is_refused()
    {
        _org.Stub.Instance = "http://acme.my.salesforce.test";
        TestOrg.Fails(() => _org.Open()).Code.ShouldBe("insecure_instance");
        _org.Stub.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void No_secret_reaches_a_failure()
    {
        _org.Stub.On("POST", "/services/oauth2/token", request => StubOrg.Json($$"""{"error":"invalid_client","error_description":"bad {{request.Body}}"}""", HttpStatusCode.BadRequest));
        TestOrg.Fails(() => _org.Open()).Words.ShouldNotContain("a-consumer-secret");
    }

    public async ValueTask DisposeAsync()
    {
        await _org.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Form(StubRequest request) => request.Body;
}
