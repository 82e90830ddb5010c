using CrmReadinessSync.Readiness;
using Microsoft.Extensions.Configuration;

namespace CrmReadinessSync.Sync;

/// <summary>A vendor: found by the <c>Kind</c> of a connection. Registering one is the single line a new CRM costs.</summary>
public interface ICrmKind
{
    /// <summary>The name settings use: <c>HubSpot</c>, <c>Salesforce</c>. Also the name of the connection's own section.</summary>
    string Name { get; }

    /// <summary>The shipped <c>Fields</c> document (JSON object: field → <c>{"From","Values"}</c>) that a connection's own is merged onto.</summary>
    string StandardFields { get; }

    /// <summary>The shipped <c>WriteTo</c> document (JSON object) that a connection's own is merged onto.</summary>
    string StandardWriteTo { get; }

    /// <summary>The deal's property that names its owner by id, as tasks are given to people.</summary>
    string OwnerProperty { get; }

    /// <summary>Properties that belong to the rep or the vendor and are refused as targets, such as <c>hs_next_step</c>.</summary>
    IReadOnlySet<string> ForbiddenTargets { get; }

    /// <summary>The keys its own section may hold, by name; secrets are marked so that they are masked everywhere.</summary>
    IReadOnlyList<CrmSetting> Settings { get; }

    /// <summary>Whether reps record what became of a meeting. Where not, one that is over counts as held (<see cref="MeetingFilter.PastCountsAsHeld"/>).</summary>
    bool KeepsMeetingOutcomes { get; }

    /// <summary>Everything wrong with the connection's own section. <see cref="SettingsFault.Path"/> is relative to it.</summary>
    IEnumerable<SettingsFault> Validate(CrmConnection connection, IConfigurationSection section);

    /// <summary>Connects, without sending anything yet.</summary>
    ICrm Connect(CrmConnection connection, IConfigurationSection section);
}

/// <summary>One key of a vendor's section.</summary>
/// <param name="Name">The key.</param>
/// <param name="Description">One English sentence for the schema.</param>
/// <param name="IsSecret">Whether its value is masked everywhere.</param>
/// <param name="Default">The value when absent; null when there is none. <c>true</c> or <c>false</c> makes it a switch.</param>
/// <param name="Choices">The values allowed; null when free.</param>
public sealed record CrmSetting(string Name, string Description, bool IsSecret = false, string? Default = null, IReadOnlyList<string>? Choices = null);
