using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Simulation;

/// <summary>A deliberate bug, put in between the cycle and one of its ports. Product code knows nothing of it.</summary>
internal sealed record Mutant(string Name)
{
    /// <summary>Stands between the cycle and its journal; returns what the call is to return.</summary>
    public Func<JournalCall, object?>? Journal { get; init; }

    /// <summary>Stands between the cycle and its CRM.</summary>
    public Func<ICrm, ICrm>? Crm { get; init; }

    /// <summary>Stands between the slice and the wire.</summary>
    public Func<HttpMessageHandler, HttpMessageHandler>? Wire { get; init; }

    /// <summary>Changes the settings of the brake on their way in.</summary>
    public Func<BrakeSettings, BrakeSettings>? Brake { get; init; }

    /// <summary>Changes the settings of the connection on their way in.</summary>
    public Func<CrmConnection, CrmConnection>? Connection { get; init; }
}
