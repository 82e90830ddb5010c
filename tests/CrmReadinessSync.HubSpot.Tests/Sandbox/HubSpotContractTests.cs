using CrmReadinessSync.Contract;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot.Tests;

/// <summary>HubSpot keeps what every CRM keeps.</summary>
public sealed class HubSpotContractTests : CrmContract
{
    protected override CrmConnection Connection { get; } = Connections.Standard(services => services.AddHubSpot());

    protected override string NeedProperty => "readiness_need";

    protected override PageShape Pages { get; } = new("results", ["paging", "next", "after"]);

    protected override PracticeCrm Side(PracticeCrms crms) => crms.HubSpot;

    protected override ICrm Connect(Workplace workplace) => new HubSpotCrm(
        Connection,
        new HubSpotSettings { BaseUrl = new Uri("http://127.0.0.1:4710"), ApiVersion = HubSpotSettings.DefaultVersion, AccessToken = workplace.Crms.HubSpotAccessToken },
        workplace.Time,
        new Random(1),
        workplace.Wire);
}
