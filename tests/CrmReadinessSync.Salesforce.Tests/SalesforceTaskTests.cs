using CrmReadinessSync.Contract;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce.Tests;

/// <summary>Tasks in Salesforce.</summary>
public sealed class SalesforceTaskTests : TaskContract
{
    protected override CrmConnection Connection { get; } = Connections.Standard(services => services.AddSalesforce()) with { Tasks = new TaskSettings(TaskSettings.Day) };

    protected override (string Body, string Owner, string Status, string Done) Names => ("Description", "OwnerId", "Status", "Completed");

    protected override string MakingKind => "collection.write";

    protected override (string Key, string Value) Withdrawn => ("readOnly", "Task");

    protected override PracticeCrm Side(PracticeCrms crms) => crms.Salesforce;

    protected override ICrm Connect(Workplace workplace) => new SalesforceCrm(
        workplace.Connection,
        new SalesforceOptions
        {
            LoginUrl = new Uri("http://127.0.0.1:4711"),
            Flow = SignInFlow.JwtBearer,
            ClientId = workplace.Crms.SalesforceClientId,
            Username = workplace.Crms.SalesforceUsername,
            PrivateKey = workplace.Crms.SalesforcePrivateKeyPem,
        },
        workplace.Time,
        new Random(1),
        workplace.Wire);
}
