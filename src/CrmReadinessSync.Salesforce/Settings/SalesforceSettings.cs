using System.Globalization;
using System.Text.RegularExpressions;
using CrmReadinessSync.Http;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.Configuration;
using static CrmReadinessSync.Salesforce.SalesforceOptions;
using Key = CrmReadinessSync.Salesforce.SalesforceOptions;

namespace CrmReadinessSync.Salesforce;

/// <summary>The keys of the <c>Salesforce</c> section, and what may be wrong with them.</summary>
internal static partial class SalesforceSettings
{
    public const string DefaultLoginUrl = "https://login.salesforce.com";

    /// <summary>Summer '26; every version is kept for at least three years.</summary>
    public const string DefaultVersion = "67.0";

    /// <summary>From more than 2,000 rows on Salesforce itself advises the Bulk API.</summary>
    public const int DefaultBulkAbove = 2000;

    private static readonly string[] Flows = Enum.GetNames<SignInFlow>();

    /// <summary>Every key.</summary>
    public static IReadOnlyList<CrmSetting> All { get; } =
    [
        new(nameof(Key.LoginUrl), "Where to sign in: https://login.salesforce.com, https://test.salesforce.com for a sandbox, or your My Domain.", Default: DefaultLoginUrl),
        new(nameof(Key.Flow), "How to sign in.", Default: nameof(SignInFlow.JwtBearer), Choices: Flows),
        new(nameof(Key.ClientId), "The consumer key of the External Client App."),
        new(nameof(Key.Username), "JwtBearer: the user name of the service's user (neither its id nor, unless equal, its e-mail)."),
        new(nameof(Key.PrivateKeyFile), "JwtBearer: a PEM file with the private key whose certificate the app has."),
        new(nameof(Key.PrivateKey), "JwtBearer: the same key as PEM text, from a secret.", IsSecret: true),
        new(nameof(Key.ClientSecret), "ClientCredentials: the consumer secret. RefreshToken: the secret, if the app wants one.", IsSecret: true),
        new(nameof(Key.RefreshToken), "RefreshToken: the token a person's consent gave.", IsSecret: true),
        new(nameof(Key.RefreshTokenFile), "RefreshToken: a private file that takes the new token whenever Salesforce replaces it."),
        new(nameof(Key.Audience), "JwtBearer: the aud of the assertion; by default the login host behind LoginUrl."),
        new(nameof(Key.ApiVersion), "The REST API version.", Default: DefaultVersion),
        new(nameof(Key.LeadFields), "Whether the premises also stand on the Lead, to be mapped at conversion: provision makes them and check looks at them.", Default: "false"),
        new(nameof(Key.BulkAbove), "A cycle that writes more deals than this uses the Bulk API; at least 200.", Default: DefaultBulkAbove.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>Everything wrong with a section; paths are relative to it.</summary>
    public static IEnumerable<SettingsFault> Faults(IConfigurationSection section)
    {
        var login = Text(section, nameof(Key.LoginUrl)) ?? DefaultLoginUrl;
        if (!Uri.TryCreate(login, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
        {
            yield return new SettingsFault(nameof(Key.LoginUrl), "It is not an address.", $"Write {DefaultLoginUrl} or your My Domain.", login);
        }
        else if (!CrmTransport.IsAllowed(url))
        {
            yield return new SettingsFault(nameof(Key.LoginUrl), "Plain http is allowed to this machine only.", "Write https://.", login);
        }

        if (Text(section, nameof(Key.ClientId)) is null)
        {
            yield return new SettingsFault(nameof(Key.ClientId), "The consumer key is missing.", "Copy it from the External Client App's OAuth settings.");
        }

        if (Text(section, nameof(Key.Flow)) is { } named && !Flows.Contains(named, StringComparer.Ordinal))
        {
            yield return new SettingsFault(nameof(Key.Flow), "There is no such flow.", $"Write {string.Join(", ", Flows)}.", named);
        }
        else
        {
            foreach (var fault in OfFlow(section, Enum.Parse<SignInFlow>(Text(section, nameof(Key.Flow)) ?? nameof(SignInFlow.JwtBearer)), url))
            {
                yield return fault;
            }
        }

        if (Text(section, nameof(Key.ApiVersion)) is { } version && !Version().IsMatch(version))
        {
            yield return new SettingsFault(nameof(Key.ApiVersion), "It is not a version.", $"Write it as {DefaultVersion}.", version);
        }

        if (Text(section, nameof(Key.BulkAbove)) is { } above
            && !(int.TryParse(above, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows >= SalesforceVerdictWriter.RowsOfCollection))
        {
            yield return new SettingsFault(nameof(Key.BulkAbove), "It is not a number of deals from 200 on.", $"Write {DefaultBulkAbove}.", above);
        }
    }

    private static IEnumerable<SettingsFault> OfFlow(IConfigurationSection section, SignInFlow flow, Uri? login)
    {
        switch (flow)
        {
            case SignInFlow.JwtBearer:
                if (Text(section, nameof(Key.Username)) is null)
                {
                    yield return new SettingsFault(nameof(Key.Username), "JwtBearer needs the service's user.", "Write its user name.");
                }

                var file = Text(section, nameof(Key.PrivateKeyFile));
                var text = Text(section, nameof(Key.PrivateKey));
                if ((file is null) == (text is null))
                {
                    yield return new SettingsFault(
                        nameof(Key.PrivateKeyFile), file is null ? "JwtBearer needs a private key." : "The private key is given twice.", "Set either PrivateKeyFile or PrivateKey.");
                }
                else if (JwtAssertion.KeyFault(file, text) is { } problem)
                {
                    yield return new SettingsFault(
                        file is null ? nameof(Key.PrivateKey) : nameof(Key.PrivateKeyFile), problem, "Give the RSA key made with the certificate, as PEM, readable by the service.", file);
                }

                break;

            case SignInFlow.ClientCredentials:
                if (Text(section, nameof(Key.ClientSecret)) is null)
                {
                    yield return new SettingsFault(nameof(Key.ClientSecret), "ClientCredentials needs the consumer secret.", "Give it by file or environment.");
                }

                if (login?.Host is "login.salesforce.com" or "test.salesforce.com")
                {
                    yield return new SettingsFault(nameof(Key.LoginUrl), "This flow works at the My Domain host only.", "Write https://YOUR-DOMAIN.my.salesforce.com.", login.OriginalString);
                }

                break;

            default:
                if (Text(section, nameof(Key.RefreshToken)) is null)
                {
                    yield return new SettingsFault(nameof(Key.RefreshToken), "The refresh token is missing.", "Give it by file or environment.");
                }

                if (Text(section, nameof(Key.RefreshTokenFile)) is null)
                {
                    yield return new SettingsFault(
                        nameof(Key.RefreshTokenFile), "Salesforce may replace the refresh token, and the new one must be kept.", "Name a file in a folder that only the service can read, outside the journal.");
                }

                break;
        }
    }

    [GeneratedRegex(@"^[1-9]\d\.0$", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex Version();
}
