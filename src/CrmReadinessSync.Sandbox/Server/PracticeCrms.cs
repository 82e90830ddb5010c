using CrmReadinessSync.Sandbox.Salesforce;

namespace CrmReadinessSync.Sandbox;

/// <summary>Both practice CRMs of one start, without a socket: what tests under virtual time talk to.</summary>
public sealed class PracticeCrms : IDisposable
{
    private readonly SalesforceWire _salesforce;

    private PracticeCrms(PracticeCrm hubSpot, HubSpotTokens tokens, PracticeCrm salesforce, SalesforceWire salesforceWire)
    {
        Salesforce = salesforce;
        _salesforce = salesforceWire;
        HubSpot = hubSpot;
        PracticeCrm.Join(hubSpot, salesforce);
        HubSpotAccessToken = tokens.StaticToken;
        HubSpotClientId = tokens.ClientId;
        HubSpotClientSecret = tokens.ClientSecret;
        HubSpotRefreshToken = tokens.RefreshToken;
    }

    /// <summary>The HubSpot side.</summary>
    public PracticeCrm HubSpot { get; }

    /// <summary>The Salesforce side; its deals are others than HubSpot's.</summary>
    public PracticeCrm Salesforce { get; }

    /// <summary>A static token of the HubSpot side, as a service key is.</summary>
    public string HubSpotAccessToken { get; }

    /// <summary>The client id of the OAuth app on the HubSpot side.</summary>
    public string HubSpotClientId { get; }

    /// <summary>Its client secret.</summary>
    public string HubSpotClientSecret { get; }

    /// <summary>A refresh token of it.</summary>
    public string HubSpotRefreshToken { get; }

    /// <summary>The consumer key of the client app on the Salesforce side.</summary>
    public string SalesforceClientId { get; } = ConnectedApp.ClientId;

    /// <summary>Its consumer secret.</summary>
    public string SalesforceClientSecret { get; } = ConnectedApp.ClientSecret;

    /// <summary>The user that client signs in as.</summary>
    public string SalesforceUsername { get; } = Org.Username;

    /// <summary>The private key for the JWT flow: PEM, PKCS#8, made anew at each start.</summary>
    public string SalesforcePrivateKeyPem => _salesforce.App.PrivateKeyPem;

    /// <summary>A refresh token; each use gives the next.</summary>
    public string SalesforceRefreshToken => _salesforce.RefreshToken;

    /// <summary>Opens both CRMs as they stand at an instant.</summary>
    /// <param name="options">Valid options, see <see cref="SandboxOptions.Validate"/>.</param>
    /// <param name="start">Everything in them lies before it, but for what is booked.</param>
    /// <exception cref="SandboxImportException">The file to import, or its map, cannot be read.</exception>
    public static PracticeCrms Open(SandboxOptions options, DateTimeOffset start)
    {
        ArgumentNullException.ThrowIfNull(options);
        var imported = options.ImportFile is null ? null : ImportedPopulation.Read(options.ImportFile, options.MapFile!, start);
        var tokens = new HubSpotTokens(options.Seed);
        var account = new HubSpotAccount(new CrmStore(Population(options, imported, 0, start), start), options.Language, options.Seed, options.Bare);
        var (own, origin) = imported is not null ? (imported.Properties, imported.Origin)
            : options.Planted ? ([PlantedPopulation.FitInWords(options.Language)], "Planted") : ([], "");
        OwnProperties.Define(account, own, origin);
        var delay = options.IndexDelay ?? (options.Limits == SandboxLimits.Real ? TimeSpan.FromSeconds(5) : TimeSpan.Zero);
        var wire = new HubSpotWire(account, tokens, options.Limits, delay, options.Seed);
        var salesforce = new SalesforceWire(new CrmStore(Population(options, imported, 1, start), start), options with { Language = options.SalesforceLanguage ?? options.Language });
        OwnProperties.Define(salesforce.Org, own);
        return new PracticeCrms(
            new PracticeCrm(wire, new FaultPlan(options.Faults, options.Seed)),
            tokens,
            new PracticeCrm(salesforce, new FaultPlan(options.Faults, options.Seed + 1)),
            salesforce);
    }

    /// <summary>Forgets the Salesforce app's keys.</summary>
    public void Dispose() => _salesforce.Dispose();

    /// <summary>The two CRMs hold different deals: a side has a seed of its own.</summary>
    private static IPopulation Population(SandboxOptions options, ImportedPopulation? imported, int side, DateTimeOffset start) =>
        imported is not null ? imported
        : options.Planted ? new PlantedPopulation(options.Deals, options.Seed + (1_000_003 * side), start)
        : new GeneratedPopulation(options.Deals, options.Seed + (1_000_003 * side), start, options.Bare);
}
