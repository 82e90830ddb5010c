using System.Collections.Frozen;
using System.Globalization;
using CrmReadinessSync.Http;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>One HubSpot account.</summary>
internal sealed class HubSpotCrm : ICrm
{
    private const string UseKey = "hubspot:daily";

    private readonly HttpClient _client;
    private readonly RefreshingTokenSource? _tokens;
    private readonly HubSpotApi _api;
    private readonly PropertyCheck _check;
    private readonly DailyUse _use;
    private readonly Uri _address;
    private readonly FrozenDictionary<string, Pacer> _pacers;

    /// <summary>Connects, without sending anything.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="settings">Its own section.</param>
    /// <param name="time">The clock of waits and token ages.</param>
    /// <param name="random">Chance for jitter.</param>
    /// <param name="wire">The wire; null opens sockets.</param>
    /// <param name="pace">What others who talk to the account share with it; null for nobody.</param>
    public HubSpotCrm(CrmConnection connection, HubSpotSettings settings, TimeProvider time, Random random, HttpMessageHandler? wire, AccountPace? pace = null)
    {
        pace ??= AccountPace.Own(connection, time);
        _address = settings.BaseUrl;
        var redactor = new Redactor();
        foreach (var secret in new[] { settings.AccessToken, settings.ClientSecret, settings.RefreshToken })
        {
            redactor.Learn(secret);
        }

        _pacers = pace.Pacers;
        _use = pace.Use;
        var quota = _use.Quota;
        var failures = new FailureTable(time, redactor, () => quota.NextDay);
        _tokens = settings.RefreshToken is null ? null : new RefreshingTokenSource(new RefreshedToken(settings, () => _api!, redactor, time).FetchAsync, time, RefreshedToken.Ahead);
        _client = CrmTransport.Create(new TransportOptions
        {
            BaseAddress = settings.BaseUrl,
            Time = time,
            Random = random,
            Advise = failures.Advise,
            Tokens = _tokens ?? (ITokenSource)new StaticTokenSource(settings.AccessToken!),
            Pacers = _pacers,
            Sharers = () => Usage.Sharers,
            Quota = quota,
            Part = () => Usage.Urgency switch
            {
                Urgency.Finding => DailyPart.Lists,
                Urgency.Due => DailyPart.Deals,
                _ => DailyPart.Writes,
            },
            Check = CheckAsync,
            Count = Usage.Count,
            CountThrottled = Usage.CountThrottled,
            Observe = (response, pacer) =>
            {
                LimitFamilies.Learn(response, pacer, quota);
                Usage.LearnAllowance(quota.Allowed);
            },
            Wire = wire,
        });
        _api = new HubSpotApi(_client, new Paths(settings.ApiVersion), failures, time);
        var plan = new PropertyPlan(connection);
        _check = new PropertyCheck(_api, plan);
        Deals = new HubSpotDealSource(_api, connection, plan, _check, redactor, _use.SaveAsync);
        Check = new HubSpotCheck(_api, connection, plan, quota, ShareUseAsync, time);
        Provisioner = new HubSpotProvisioner(_api, connection);
        History = new HubSpotDealHistory(_api, connection, plan, _check, _use.SaveAsync);
        Tasks = new HubSpotOwnerTasks(_api, new DealFailures(redactor), _use.SaveAsync);
        Verdicts = new HubSpotVerdictWriter(_api, new DealFailures(redactor), _check, _use.SaveAsync);
    }

    /// <inheritdoc/>
    public IDealSource Deals { get; }

    /// <inheritdoc/>
    public IVerdictWriter Verdicts { get; }

    /// <inheritdoc/>
    public ICrmCheck Check { get; }

    /// <inheritdoc/>
    public IProvisioner Provisioner { get; }

    /// <inheritdoc/>
    public IDealHistory? History { get; }

    /// <inheritdoc/>
    public IOwnerTasks? Tasks { get; }

    /// <inheritdoc/>
    public CrmUsage Usage { get; } = new();

    /// <inheritdoc/>
    public async Task<CrmAccount> OpenAsync(ICrmCache cache, CancellationToken cancellationToken)
    {
        var answer = await _api.ReadAccountAsync(cancellationToken);
        if (answer.Details.PortalId is not { Length: > 0 } portal)
        {
            throw new CrmException(new CrmFailure(FailureAction.StopCrm, "not_hubspot", "The account details have no portalId.", "Check BaseUrl: it does not look like HubSpot.")) { IsEnvironment = true };
        }

        // A practice CRM that counts nothing says so by sending no rate headers; there is nobody to be polite to.
        foreach (var pacer in _pacers.Values)
        {
            pacer.Lift(_address.IsLoopback && !answer.IsLimited);
        }

        await ShareUseAsync(cache, answer.Details.TimeZone, cancellationToken);
        _check.Use(cache);
        try
        {
            await _check.EnsureAsync(fresh: false, cancellationToken);
        }
        finally
        {
            // What a cycle spends before it fails counts too.
            await _use.SaveAsync(CancellationToken.None);
        }

        return new CrmAccount(portal, answer.Now, _address.IsLoopback);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _use.SaveAsync(CancellationToken.None);
        _client.Dispose();
        _tokens?.Dispose();
    }

    /// <summary>Right before each request: the worker may still send, and others know what we sent.</summary>
    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        await _use.SaveOftenAsync(cancellationToken);
        await Usage.CheckAsync(cancellationToken);
    }

    /// <summary>HubSpot's day begins at midnight in the account's zone.</summary>
    private Task ShareUseAsync(ICrmCache cache, string? zone, CancellationToken cancellationToken)
    {
        _use.Quota.UseZone(zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc);
        return _use.ShareAsync((day, sent, token) => cache.AddAsync(UseKey, day.ToString("O", CultureInfo.InvariantCulture), sent, token), cancellationToken);
    }
}
