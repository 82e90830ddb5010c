using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using CrmReadinessSync.Salesforce;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sandbox.Salesforce;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Simulation;

/// <summary>The Salesforce side.</summary>
internal sealed class SalesforceSide : Side
{
    private const string Deals = "Opportunity";
    private readonly SalesforceWire _wire;
    private readonly List<OrgField> _removed = [];
    private readonly bool _isAway;
    private readonly int _bulkAbove;

    private SalesforceSide(CrmStore store, SalesforceWire wire, History history)
        : base(store, wire)
    {
        (_wire, _isAway, _bulkAbove) = (wire, history.IsAway, history.BulkAbove ?? int.MaxValue);
        Truth = new SalesforceTruth(store);
    }

    public override int DailyLimit => _wire.Quota.Max;

    public override TimeSpan DayOffset => TimeSpan.Zero;

    public override Truth Truth { get; }

    public override CrmConnection Connection { get; } = new()
    {
        Name = "salesforce",
        Kind = "Salesforce",
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"),
        Language = "ja",
        Meetings = new MeetingFilter { ExcludeTitles = ["社内"] },
        Fields = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, FieldSource>(StringComparer.Ordinal)
        {
            ["need"] = new("Readiness_Need__c"),
            ["timing"] = new("Readiness_Timing__c"),
            ["authority"] = new("Readiness_Authority__c"),
            ["decision_process"] = new("Readiness_Decision_Process__c"),
            ["budget"] = new("Readiness_Budget__c"),
            ["fit"] = new("Readiness_Fit__c"),
            ["decide_by"] = new("Readiness_Decide_By__c"),
            ["confirmed_on"] = new("Readiness_Confirmed_On__c"),
            ["note"] = new("Readiness_Note__c"),
            ["unease"] = new("Readiness_Unease__c"),
            ["stage"] = new("StageName"),
            ["amount"] = new("Amount"),
            ["customer"] = new("Type", ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("New Customer", "new"), KeyValuePair.Create("Existing Customer - Upgrade", "existing")])),
            ["company.employees"] = new("NumberOfEmployees"),
            ["contact.roles"] = new("Role"),
            ["meeting.type"] = new("Type"),
        }),
        WriteTo = new WriteTargets("Readiness_Flag__c", "Readiness_Next_Step__c", "Readiness_Phase__c", "Readiness_Talk_Depth__c", "Readiness_Reasons__c"),
    };

    public static SalesforceSide Open(CrmStore store, History history) =>
        new(store, new SalesforceWire(store, new SandboxOptions { Seed = history.Seed, Limits = history.Budget is null ? SandboxLimits.None : SandboxLimits.Real }), history);

    public override ICrm Connect(CrmConnection connection, TimeProvider time, Random random, HttpMessageHandler wire) => new SalesforceCrm(
        connection,
        new SalesforceOptions
        {
            LoginUrl = new Uri(_isAway ? "https://login.salesforce.example" : "http://127.0.0.1:4711"), BulkAbove = _bulkAbove, Flow = SignInFlow.ClientCredentials, ClientId = ConnectedApp.ClientId, ClientSecret = ConnectedApp.ClientSecret,
        },
        time,
        random,
        wire);

    public override void RemoveField(Random chance)
    {
        var names = Connection.WriteTo.Properties.Concat(["Readiness_Need__c", "Readiness_Budget__c"]).ToList();
        if (_wire.Org.Schema.Source(Deals, names[chance.Next(names.Count)]) is { } field && _wire.Org.Schema.Remove(Deals, field.Field.Name))
        {
            _removed.Add(field);
        }
    }

    public override void WithdrawPermission() => _wire.Org.Schema.SetReadOnly(Deals, readOnly: true);

    public override void ExpireSessions(DateTimeOffset now) => Wire.Suffer(Mishap.TokensExpire, SandboxRequest.Create("GET", "/"), now);

    public override void Mend()
    {
        foreach (var field in _removed)
        {
            _wire.Org.Schema.TryAdd(Deals, field);
            _wire.Org.Schema.Permit(Deals, field.Field.Name, read: true, edit: true);
        }

        _removed.Clear();
        _wire.Org.Schema.SetReadOnly(Deals, readOnly: false);
        IsRevoked = false;
    }

    public override ImmutableArray<SeenWrite>? WritesOf(SandboxRequest request, WireCall call)
    {
        if (call.Kind == "bulk.ingest")
        {
            return WritesOfJob(request);
        }

        if (call.Kind != "collection.write" || request.Method != "PATCH")
        {
            return null;
        }

        return
        [
            .. from record in JsonNode.Parse(request.Body.Span)!["records"]!.AsArray()
               let values = record!.AsObject()
               select new SeenWrite(values["id"]!.ToString(), [.. values.Where(value => value.Key is not ("id" or "attributes")).Select(value => KeyValuePair.Create(value.Key, value.Value?.ToString()))]),
        ];
    }

    /// <summary>A job names its rows when they are uploaded; what makes, closes and ends it names none.</summary>
    private static ImmutableArray<SeenWrite> WritesOfJob(SandboxRequest request)
    {
        if (request.Method != "PUT")
        {
            return [];
        }

        var table = CsvTable.Read(request.Body.Span, ',', "\n");
        var id = Array.IndexOf(table.Heads, "Id");
        return
        [
            .. from row in table.Rows
               select new SeenWrite(row[id], [.. table.Heads.Zip(row).Where(cell => cell.First != "Id" && cell.Second.Length > 0)
                   .Select(cell => KeyValuePair.Create(cell.First, cell.Second == "#N/A" ? null : cell.Second))]),
        ];
    }

    public override SandboxResponse Dress(SandboxResponse answer, WireCall call) => _isAway && call.Kind == "token"
        ? answer with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(answer.Body.Span).Replace("http://", "https://", StringComparison.Ordinal)) }
        : answer;

    public override IEnumerable<RecordKey> ReadByName(SandboxRequest request, WireCall call) => [];

    public override SandboxRequest Spoil(SandboxRequest request) => IsRevoked && request.Path.EndsWith("/token", StringComparison.Ordinal)
        ? request with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(request.Body.Span).Replace(ConnectedApp.ClientSecret, "revoked", StringComparison.Ordinal)) }
        : request;
}
