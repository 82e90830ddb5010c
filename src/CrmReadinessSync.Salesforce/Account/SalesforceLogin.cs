using CrmReadinessSync.Http;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>Signs in by one of three flows. The answer names the instance to talk to; nothing but the token says how long it lasts.</summary>
internal sealed class SalesforceLogin(SalesforceOptions options, ISalesforceApi api, FailureTable failures, Redactor redactor, TimeProvider time)
{
    private readonly RefreshTokenFile? _refreshToken = options is { RefreshTokenFile: { } path, RefreshToken: { } token } ? new(path, token) : null;

    /// <summary>The organisation's id as the last answer told; null when it did not tell.</summary>
    public string? OrganizationId { get; private set; }

    /// <summary>The id of the user that the last answer let in; null when it did not tell.</summary>
    public string? UserId { get; private set; }

    /// <summary>The instance of the last answer.</summary>
    public Uri? Instance { get; private set; }

    /// <summary>Asks for a session.</summary>
    /// <exception cref="CrmException">It was refused; asking again at once could lock the user out.</exception>
    public async Task<AccessToken> SignInAsync(CancellationToken cancellationToken)
    {
        var answer = await api.RequestTokenAsync(Form(), cancellationToken);
        if (IsClockTrouble(answer))
        {
            answer = await api.RequestTokenAsync(Form(), cancellationToken);
        }

        redactor.Learn(answer.AccessToken);
        redactor.Learn(answer.RefreshToken);
        if (answer.AccessToken is not { } token || !AccessToken.CanBe(token) || !Uri.TryCreate(answer.InstanceUrl, UriKind.Absolute, out var instance))
        {
            throw Refused(answer);
        }

        if (!CrmTransport.IsAllowed(instance))
        {
            throw failures.Misconfigured("insecure_instance", "The token answer names an instance at a plain http address.", "Sign in at an https address.");
        }

        if (answer.RefreshToken is { Length: > 0 } rotated)
        {
            Keep(rotated);
        }

        Instance = instance;
        OrganizationId = Identity(answer.Identity, part: 2);
        UserId = Identity(answer.Identity, part: 3);
        return new AccessToken(token, Host: instance);
    }

    private List<KeyValuePair<string, string>> Form()
    {
        var form = new List<KeyValuePair<string, string>>();
        switch (options.Flow)
        {
            case SignInFlow.JwtBearer:
                Add("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
                Add("assertion", Assertion());
                break;
            case SignInFlow.ClientCredentials:
                Add("grant_type", "client_credentials");
                Add("client_id", options.ClientId);
                Add("client_secret", options.ClientSecret);
                break;
            default:
                Add("grant_type", "refresh_token");
                Add("refresh_token", _refreshToken?.Read() ?? options.RefreshToken);
                Add("client_id", options.ClientId);
                Add("client_secret", options.ClientSecret);
                break;
        }

        return form;

        void Add(string name, string? value)
        {
            if (value is { Length: > 0 })
            {
                form.Add(new(name, value));
            }
        }
    }

    private string Assertion()
    {
        if (JwtAssertion.KeyFault(options.PrivateKeyFile, options.PrivateKey) is { } fault)
        {
            throw failures.Misconfigured("private_key_unusable", fault, "Check Salesforce:PrivateKeyFile.");
        }

        var assertion = JwtAssertion.Sign(options, time.GetUtcNow());
        redactor.Learn(assertion);
        return assertion;
    }

    private void Keep(string rotated)
    {
        if (_refreshToken is null || rotated == _refreshToken.Read())
        {
            return;
        }

        try
        {
            _refreshToken.Write(rotated);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw failures.Misconfigured("refresh_token_not_kept", "Salesforce replaced the refresh token and the new one cannot be kept.", "Let the service write Salesforce:RefreshTokenFile.");
        }
    }

    /// <summary>The one refusal worth a second try: the assertion was out of date when it arrived.</summary>
    private bool IsClockTrouble(TokenAnswer answer) => options.Flow is SignInFlow.JwtBearer && answer is { Error: "invalid_grant", ErrorDescription: "expired authorization code" };

    private CrmException Refused(TokenAnswer answer)
    {
        var words = answer.ErrorDescription ?? answer.Error ?? "The token answer holds no token.";
        var remedy = answer.Error switch
        {
            "invalid_grant" when Says("audience") => "Set Salesforce:Audience, or LoginUrl, to the login host of this org (login or test).",
            "invalid_grant" when Says("approved this consumer") => "Let administrators pre-authorise the app's users, and give the service's user its permission set.",
            "invalid_grant" when Says("expired authorization code") => "Set this machine's clock.",
            "invalid_grant" when Says("refresh token") => "Grant consent again and set Salesforce:RefreshToken.",
            "invalid_grant" => "Check the user name and that the user is active and not locked.",
            "invalid_client_id" or "invalid_client" or "invalid_client_credentials" => "Check Salesforce:ClientId and ClientSecret.",
            _ => "Check the External Client App's OAuth settings and policies.",
        };
        return failures.Misconfigured(answer.Error ?? "no_token", words, remedy);

        bool Says(string part) => words.Contains(part, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A part of the identity address <c>https://…/id/{organisation}/{user}</c>.</summary>
    private static string? Identity(string? identity, int part) =>
        Uri.TryCreate(identity, UriKind.Absolute, out var url) && url.Segments is [_, "id/", _, ..] && url.Segments.Length > part ? SalesforceId.Normalize(url.Segments[part].Trim('/')) : null;
}
