using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CrmReadinessSync.Http;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>One connected organisation.</summary>
internal sealed class SalesforceCrm : ICrm
{
    /// <summary>A query may run two minutes before its first byte.</summary>
    internal static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(150);

    /// <summary>The code of the failure that names the API version.</summary>
    internal const string VersionNotOffered = "api_version_not_offered";

    private static readonly TimeSpan MetadataAge = TimeSpan.FromHours(24);

    private readonly CrmConnection _connection;
    private readonly SalesforceOptions _options;
    private readonly TimeProvider _time;
    private readonly FailureTable _failures;
    private readonly HttpClient _client;
    private readonly RefreshingTokenSource _tokens;
    private readonly SalesforceApi _api;
    private readonly SalesforceLogin _login;
    private readonly LimitInfo _limits;
    private readonly ServerClock _clock;
    private ICrmCache? _cache;
    private ReadPlan? _plan;

    /// <summary>Connects without sending anything yet.</summary>
    /// <param name="connection">The validated connection.</param>
    /// <param name="options">Its own section.</param>
    /// <param name="time">The clock of waits and windows.</param>
    /// <param name="random">Chance for jitter.</param>
    /// <param name="wire">The wire; null opens sockets.</param>
    /// <param name="use">The day's count, when others who talk to the org share it.</param>
    public SalesforceCrm(CrmConnection connection, SalesforceOptions options, TimeProvider time, Random random, HttpMessageHandler? wire = null, DailyUse? use = null)
    {
        (_connection, _options, _time) = (connection, options, time);
        var redactor = new Redactor();
        redactor.Learn(options.ClientSecret);
        redactor.Learn(options.RefreshToken);
        redactor.Learn(options.PrivateKey);
        _failures = new FailureTable(redactor, time);
        _limits = new LimitInfo(use ?? UseOf(connection, time));
        _clock = new ServerClock(time);
        _tokens = new RefreshingTokenSource(SignInAsync, time, ahead: TimeSpan.Zero);
        _client = CrmTransport.Create(new TransportOptions
        {
            BaseAddress = options.LoginUrl,
            Time = time,
            Random = random,
            Advise = _failures.Advise,
            IsRefusal = FailureTable.IsSessionExpired,
            Tokens = _tokens,
            Quota = _limits.Quota,
            Part = () => Usage.Urgency switch
            {
                Urgency.Finding => DailyPart.Lists,
                Urgency.Due => DailyPart.Deals,
                _ => DailyPart.Writes,
            },
            Check = CheckAsync,
            Count = Usage.Count,
            CountThrottled = Usage.CountThrottled,
            Observe = (response, _) =>
            {
                _clock.Observe(response);
                _limits.Observe(response);
                Usage.LearnAllowance(_limits.Quota.Allowed);
            },
            AttemptTimeout = AttemptTimeout,
            MaxBodyBytes = 128 * 1024 * 1024,
            Wire = wire,
        });
        _api = new SalesforceApi(_client, options.ApiVersion, _failures, ForgetSchemaAsync);
        _login = new SalesforceLogin(options, _api, _failures, redactor, time);
        Deals = new SalesforceDealSource(_api, Plan, () => _login.UserId, _limits.SaveAsync);
        Check = new SalesforceCheck(_api, connection, options.LeadFields, OpenSessionAsync, _limits, _clock, time);
        Provisioner = new SalesforceProvisioner(_api, connection, _failures, options.LeadFields, SignedInAsync);
        History = new SalesforceDealHistory(_api, Plan);
        Tasks = new SalesforceOwnerTasks(_api, _failures, connection, _limits.SaveAsync);
        Verdicts = new SalesforceVerdictWriter(_api, _failures, options, time, Plan, Cache, ForgetSchemaAsync, _limits.SaveAsync);
    }

    /// <summary>A count of the day under the connection's budget.</summary>
    public static DailyUse UseOf(CrmConnection connection, TimeProvider time) => new(new DailyQuota(connection.DailyShare, time, connection.DailyReserve));

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

    private string VersionKey => $"salesforce.version.{_options.ApiVersion}";

    private string SchemaKey => $"salesforce.schema.{_options.ApiVersion}.{Fingerprint(_connection)}";

    /// <inheritdoc/>
    public async Task<CrmAccount> OpenAsync(ICrmCache cache, CancellationToken cancellationToken)
    {
        _cache = cache;
        await _limits.ShareAsync(cache, cancellationToken);
        try
        {
            await OpenSessionAsync(cache, cancellationToken);
            _plan = ReadPlan.Compile(_connection, await SchemaAsync(cache, cancellationToken), _failures);
            var organization = _login.OrganizationId ?? await AskOrganizationAsync(cancellationToken);
            return new CrmAccount(organization, _clock.Now, _login.Instance is { IsLoopback: true });
        }
        finally
        {
            // What a cycle spends before it fails counts too.
            await _limits.SaveAsync(CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public Task EndLeftoversAsync(ICrmCache cache, CancellationToken cancellationToken) =>
        new BulkUpdate(_api, _failures, new JobPace(), _time, cache).AbandonAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _limits.SaveAsync(CancellationToken.None);
        _client.Dispose();
        _tokens.Dispose();
    }

    /// <summary>Right before each request: the worker may still send, and others know what we sent.</summary>
    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        await _limits.SaveOftenAsync(cancellationToken);
        await Usage.CheckAsync(cancellationToken);
    }

    /// <summary>Signs in; tells as whom.</summary>
    private async Task<string?> SignedInAsync(CancellationToken cancellationToken)
    {
        await OpenSessionAsync(new ForgetfulCache(), cancellationToken);
        return _login.UserId;
    }

    /// <summary>Signs in and makes sure of the API version.</summary>
    private async Task OpenSessionAsync(ICrmCache cache, CancellationToken cancellationToken)
    {
        var sentBefore = Usage.Total;
        try
        {
            _ = await _tokens.GetAsync(cancellationToken);
        }
        catch (Exception exception) when (_failures.Of(exception) is not null)
        {
            throw _failures.Of(exception)!;
        }

        await CheckVersionAsync(cache, isClockKnown: Usage.Total > sentBefore, cancellationToken);
    }

    private Task<AccessToken> SignInAsync(CancellationToken cancellationToken) => _login.SignInAsync(cancellationToken);

    private ReadPlan Plan() => _plan ?? throw new InvalidOperationException("OpenAsync comes first.");

    private ICrmCache Cache() => _cache ?? throw new InvalidOperationException("OpenAsync comes first.");

    /// <summary>
    /// Makes sure that the org speaks the pinned version. The question is free of charge, so it also serves to learn the org's clock in a
    /// cycle that had no other reason to ask anything yet.
    /// </summary>
    private async Task CheckVersionAsync(ICrmCache cache, bool isClockKnown, CancellationToken cancellationToken)
    {
        if (isClockKnown && await cache.ReadAsync(VersionKey, MetadataAge, cancellationToken) is not null)
        {
            return;
        }

        var versions = await _api.GetVersionsAsync(cancellationToken);
        if (!versions.Any(version => version.Version == _options.ApiVersion))
        {
            var numbers = versions.Select(version => decimal.TryParse(version.Version, CultureInfo.InvariantCulture, out var number) ? number : 0).Where(number => number > 0).ToList();
            throw _failures.Misconfigured(
                VersionNotOffered,
                $"The org does not offer API version {_options.ApiVersion}.",
                numbers.Count == 0 ? "Check Salesforce:LoginUrl." : string.Create(CultureInfo.InvariantCulture, $"Set Salesforce:ApiVersion between {numbers.Min():0.0} and {numbers.Max():0.0}."));
        }

        await cache.WriteAsync(VersionKey, "offered", cancellationToken);
    }

    private async Task<OrgSchema> SchemaAsync(ICrmCache cache, CancellationToken cancellationToken)
    {
        if (await cache.ReadAsync(SchemaKey, MetadataAge, cancellationToken) is { } kept && Parse(kept) is { } schema)
        {
            return schema;
        }

        schema = await SchemaReader.ReadAsync(_api, _connection, _failures, cancellationToken);
        // Only what passes is kept: somebody who mends a permission does not wait a day.
        _ = ReadPlan.Compile(_connection, schema, _failures);
        await cache.WriteAsync(SchemaKey, JsonSerializer.Serialize(schema, SalesforceJson.Default.OrgSchema), cancellationToken);
        return schema;
    }

    private static OrgSchema? Parse(string kept)
    {
        try
        {
            return JsonSerializer.Deserialize(kept, SalesforceJson.Default.OrgSchema);
        }
        catch (JsonException)
        {
            // Kept by another version of this program: ask again.
            return null;
        }
    }

    /// <summary>A field vanished in mid-cycle: the next cycle asks the org again instead of trusting what it remembers.</summary>
    private Task ForgetSchemaAsync() => _cache?.WriteAsync(SchemaKey, null, CancellationToken.None) ?? Task.CompletedTask;

    private async Task<string> AskOrganizationAsync(CancellationToken cancellationToken)
    {
        var answer = await _api.QueryAsync(new SoqlQuery(new SoqlNames("Organization", [Names.Id]), [Names.Id]), all: false, cancellationToken);
        return answer.Records.Count == 1 && answer.Records[0].Text(Names.Id) is { } id
            ? id
            : throw FailureTable.Unreadable("The org does not tell its id.");
    }

    /// <summary>Eight hex digits over what is asked of describe.</summary>
    private static string Fingerprint(CrmConnection connection)
    {
        var text = string.Join('\n', connection.Fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={field.Value.From}").Concat(connection.WriteTo.Properties));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4));
    }
}
