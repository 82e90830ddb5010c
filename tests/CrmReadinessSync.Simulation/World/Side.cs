using System.Collections.Immutable;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Simulation;

/// <summary>One vendor's side of a world: its practice CRM, how the service is connected to it, and what its administrator can do.</summary>
internal abstract class Side(CrmStore store, ICrmWire wire)
{
    public CrmStore Store { get; } = store;

    /// <summary>The vendor's manners, for refusals in its own words.</summary>
    public ICrmWire Wire { get; } = wire;

    /// <summary>The CRM: a function of request and instant.</summary>
    public PracticeCrm Crm { get; } = new(wire, new FaultPlan([], 0));

    /// <summary>The settings of the connection, without what the history decides.</summary>
    public abstract CrmConnection Connection { get; }

    /// <summary>What the vendor allows the whole account in a day.</summary>
    public abstract int DailyLimit { get; }

    /// <summary>Where the vendor's day begins.</summary>
    public abstract TimeSpan DayOffset { get; }

    /// <summary>How the vendor's rows tell facts.</summary>
    public abstract Truth Truth { get; }

    /// <summary>Whether credentials are refused until somebody mends them.</summary>
    public bool IsRevoked { get; set; }

    /// <summary>Makes one side of a world.</summary>
    public static Side Open(History history, DateTimeOffset start)
    {
        var store = new CrmStore(new EmptyPopulation(), start);
        return history.Crm switch
        {
            "hubspot" => HubSpotSide.Open(store, history),
            "salesforce" => SalesforceSide.Open(store, history),
            _ => throw new ArgumentException($"There is no side '{history.Crm}'.", nameof(history)),
        };
    }

    /// <summary>Connects as the service does.</summary>
    public abstract ICrm Connect(CrmConnection connection, TimeProvider time, Random random, HttpMessageHandler wire);

    /// <summary>A deal's id as the vendor writes it.</summary>
    public string IdOf(RecordKey deal) => Wire.View.IdOf(deal);

    /// <summary>The deal of an id.</summary>
    public RecordKey? DealOf(string id) => Wire.View.KeyOf(RecordKind.Deal, id);

    /// <summary>The store's name of one of our targets.</summary>
    public string StoreName(string target) => Wire.View.StoreName(RecordKind.Deal, target) ?? target;

    /// <summary>Takes a field away that the service reads or writes.</summary>
    public abstract void RemoveField(Random chance);

    /// <summary>Takes the permission to write deals away.</summary>
    public abstract void WithdrawPermission();

    /// <summary>Ends every session; credentials stay good.</summary>
    public abstract void ExpireSessions(DateTimeOffset now);

    /// <summary>Puts fields, permission and credentials right.</summary>
    public abstract void Mend();

    /// <summary>What a request would write: deal and properties. Null when it is no write of deals; a write of another kind is a law broken.</summary>
    public abstract ImmutableArray<SeenWrite>? WritesOf(SandboxRequest request, WireCall call);

    /// <summary>The deals a request asks for by name, where that can be told.</summary>
    public abstract IEnumerable<RecordKey> ReadByName(SandboxRequest request, WireCall call);

    /// <summary>The request as it arrives: spoiled when the credentials were revoked.</summary>
    public abstract SandboxRequest Spoil(SandboxRequest request);

    /// <summary>The answer as it leaves: as from an account that is not on this machine, when it is not.</summary>
    public virtual SandboxResponse Dress(SandboxResponse answer, WireCall call) => answer;
}

/// <summary>A write of one deal as it comes over the wire.</summary>
/// <param name="Deal">The deal's id.</param>
/// <param name="Values">The vendor's names of what is set, and to what; blank clears.</param>
internal sealed record SeenWrite(string Deal, ImmutableArray<KeyValuePair<string, string?>> Values);

/// <summary>The sides there are.</summary>
internal static class Sides
{
    public static string[] All { get; } = ["hubspot", "salesforce"];
}
