namespace CrmReadinessSync.Sync;

/// <summary>Makes the fields a connection needs in its CRM. It never deletes, never narrows, and never changes what people renamed.</summary>
public interface IProvisioner
{
    /// <summary>Compares the account with what the connection needs; changes nothing.</summary>
    /// <exception cref="CrmException">The account cannot be looked at.</exception>
    Task<ProvisionPlan> PlanAsync(CancellationToken cancellationToken);
}

/// <summary>What there is to do.</summary>
/// <param name="Steps">What the service can do by itself, in order.</param>
/// <param name="ByHand">What only a person can do, as exact steps; some of it nobody can tell from outside whether it was done.</param>
/// <param name="Present">How many of the needed things are there already.</param>
public sealed record ProvisionPlan(IReadOnlyList<ProvisionStep> Steps, IReadOnlyList<HandStep> ByHand, int Present);

/// <summary>One change to the CRM.</summary>
/// <param name="Action">Its kind.</param>
/// <param name="Place">Where: <c>deals.readiness_flag</c>.</param>
/// <param name="What">What it makes, one line.</param>
/// <param name="RunAsync">Makes it. Doing it twice is doing it once.</param>
public sealed record ProvisionStep(ProvisionAction Action, string Place, string What, Func<CancellationToken, Task> RunAsync);

/// <summary>The kinds of change.</summary>
public enum ProvisionAction
{
    /// <summary>Makes what is missing.</summary>
    Create,

    /// <summary>Adds what lacks to something that is there: choices, length, history.</summary>
    Extend,

    /// <summary>Gives a permission.</summary>
    Permit,
}

/// <summary>Something only a person can do.</summary>
/// <param name="Place">What it is about.</param>
/// <param name="How">The exact steps.</param>
/// <param name="IsOpen">Whether it is known to be undone, and the service works badly until it is; else it is good practice.</param>
public sealed record HandStep(string Place, string How, bool IsOpen);
