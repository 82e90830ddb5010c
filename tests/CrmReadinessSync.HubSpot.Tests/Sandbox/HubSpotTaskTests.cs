using CrmReadinessSync.Contract;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot.Tests;

/// <summary>Tasks in HubSpot.</summary>
public sealed class HubSpotTaskTests : TaskContract
{
    private static readonly CrmConnection Standard = Connections.Standard(services => services.AddHubSpot());

    protected override CrmConnection Connection { get; } =
        Standard with { Tasks = new TaskSettings(TaskSettings.Day), Fields = Standard.Fields.SetItem("owner", new FieldSource("hubspot_owner_id")) };

    protected override (string Body, string Owner, string Status, string Done) Names => ("hs_task_body", "hubspot_owner_id", "hs_task_status", "COMPLETED");

    protected override string MakingKind => "tasks.batch.create";

    protected override (string Key, string Value) Withdrawn => ("withoutScopes", "crm.objects.contacts.write");

    protected override PracticeCrm Side(PracticeCrms crms) => crms.HubSpot;

    protected override ICrm Connect(Workplace workplace) => new HubSpotCrm(
        workplace.Connection,
        new HubSpotSettings { BaseUrl = new Uri("http://127.0.0.1:4710"), ApiVersion = HubSpotSettings.DefaultVersion, AccessToken = workplace.Crms.HubSpotAccessToken },
        workplace.Time,
        new Random(1),
        workplace.Wire);
}
