using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CrmReadinessSync.Sandbox.Salesforce;

namespace CrmReadinessSync.Sandbox.Tests.Salesforce;

public sealed class SignInTests
{
    private readonly SalesforceClient _client = new();

    [Fact]
    public void Each_flow_gives_a_token_that_works_and_says_where()
    {
        string[] forms =
        [
            "grant_type=" + Uri.EscapeDataString("urn:ietf:params:oauth:grant-type:jwt-bearer") + "&assertion=" + _client.Assertion(),
            $"grant_type=client_credentials&client_id={ConnectedApp.ClientId}&client_secret={ConnectedApp.ClientSecret}",
            $"grant_type=refresh_token&client_id={ConnectedApp.ClientId}&refresh_token={_client.Wire.RefreshToken}",
        ];
        foreach (var form in forms)
        {
            var answer = _client.Form(form);
            answer["instance_url"]!.GetValue<string>().ShouldBe("http://127.0.0.1:9");
            answer["issued_at"]!.GetValue<string>().ShouldBe(_client.Now.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
            answer.ContainsKey("expires_in").ShouldBeFalse();
            answer.ContainsKey("refresh_token").ShouldBe(form.Contains("refresh_token=", StringComparison.Ordinal));
            var token = answer["access_token"]!.GetValue<string>();
            _client.Crm.Handle(SandboxRequest.Create("GET", SalesforceClient.Data + "/limits", null, ("Authorization", "Bearer " + token)), _client.Now).Status.ShouldBe(200);
            var path = new Uri(answer["id"]!.GetValue<string>()).AbsolutePath;
            var identity = _client.Crm.Handle(SandboxRequest.Create("GET", path, null, ("Authorization", "Bearer " + token)), _client.Now);
            JsonNode.Parse(identity.Text)!["username"]!.GetValue<string>().ShouldBe(Org.Username);
        }
    }

    [Fact]
    public void An_assertion_is_refused_for_what_is_wrong_with_it()
    {
        using var stranger = RSA.Create(2048);
        Refused(_client.Assertion(key: stranger)).ShouldBe(("invalid_grant", "invalid assertion"));
        Refused(_client.Assertion(aud: "https://example.com")).ShouldBe(("invalid_grant", "audience is invalid"));
        Refused(_client.Assertion(exp: _client.Now.AddSeconds(-1))).ShouldBe(("invalid_grant", "expired authorization code"));
        Refused(_client.Assertion(sub: "somebody@else.example")).ShouldBe(("invalid_grant", "user hasn't approved this consumer"));
        Refused(_client.Assertion(iss: "unknown")).ShouldBe(("invalid_client_id", "client identifier invalid"));
        Refused("not.a.jwt").ShouldBe(("invalid_grant", "invalid assertion"));
        Refused("").ShouldBe(("invalid_grant", "invalid assertion"));

        (string, string) Refused(string assertion)
        {
            var answer = _client.Form("grant_type=" + Uri.EscapeDataString("urn:ietf:params:oauth:grant-type:jwt-bearer") + "&assertion=" + assertion, 400);
            return (answer["error"]!.GetValue<string>(), answer["error_description"]!.GetValue<string>());
        }
    }

    [Fact]
    public void The_org_s_own_address_is_an_audience_too() =>
        _client.Form("grant_type=" + Uri.EscapeDataString("urn:ietf:params:oauth:grant-type:jwt-bearer") + "&assertion=" + _client.Assertion(aud: "http://127.0.0.1:9")).ShouldContainKey("access_token");

    [Fact]
    public void A_refresh_token_is_worth_one_use_and_gives_the_next()
    {
        string Form(string token) => $"grant_type=refresh_token&client_id={ConnectedApp.ClientId}&refresh_token={token}";
        var first = _client.Wire.RefreshToken;
        var second = _client.Form(Form(first))["refresh_token"]!.GetValue<string>();
        second.ShouldNotBe(first);
        _client.Form(Form(first), 400)["error"]!.GetValue<string>().ShouldBe("invalid_grant");
        _client.Form(Form(second))["refresh_token"]!.GetValue<string>().ShouldNotBe(second);
    }

    [Fact]
    public void Wrong_secret_and_unknown_grant_are_errors_as_objects()
    {
        _client.Form($"grant_type=client_credentials&client_id={ConnectedApp.ClientId}&client_secret=no", 400)["error"]!.GetValue<string>().ShouldBe("invalid_client");
        _client.Form("grant_type=password&username=a&password=b", 400)["error"]!.GetValue<string>().ShouldBe("unsupported_grant_type");
    }

    [Fact]
    public void A_session_ends_two_hours_after_its_last_call()
    {
        _client.Call("GET", "/limits");
        _client.Now = _client.Now.AddHours(1.9);
        _client.Call("GET", "/limits");
        _client.Now = _client.Now.AddHours(1.9);
        _client.Call("GET", "/limits");
        _client.Now = _client.Now.AddHours(2.1);
        var error = _client.Call("GET", "/limits", status: 401).AsArray()[0]!;
        error["errorCode"]!.GetValue<string>().ShouldBe("INVALID_SESSION_ID");
        error["message"]!.GetValue<string>().ShouldBe("Session expired or invalid");
    }

    [Fact]
    public void A_revoked_token_is_worth_nothing()
    {
        _client.Call("GET", "/limits");
        _client.Crm.Handle(SandboxRequest.Create("POST", "/services/oauth2/revoke", "token=" + Uri.EscapeDataString(_client.Token)), _client.Now).Status.ShouldBe(200);
        _client.Call("GET", "/limits", status: 401);
    }

    [Fact]
    public void Versions_need_no_token_and_old_ones_are_gone()
    {
        var list = SalesforceClient.Read(_client.Crm.Handle(SandboxRequest.Create("GET", "/services/data"), _client.Now), 200).AsArray();
        list[^1]!["version"]!.GetValue<string>().ShouldBe("68.0");
        list[^1]!["label"]!.GetValue<string>().ShouldBe("Winter '27");
        list.Single(v => v!["version"]!.GetValue<string>() == "66.0")!["label"]!.GetValue<string>().ShouldBe("Spring '26");
        var retired = _client.Send("GET", "/services/data/v30.0/limits");
        SalesforceClient.Read(retired, 410).AsArray()[0]!["errorCode"]!.GetValue<string>().ShouldBe("GONE");
        _client.Send("GET", "/services/data/v99.0/limits").Status.ShouldBe(404);
        _client.Send("GET", "/services/data/v40.0/limits").Headers["Warning"].ShouldStartWith("299 - ");
        _client.Raw("GET", "/limits").Headers.ShouldNotContainKey("Warning");
    }
}
