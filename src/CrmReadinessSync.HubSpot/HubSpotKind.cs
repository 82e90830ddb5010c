using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.Configuration;

namespace CrmReadinessSync.HubSpot;

/// <summary>HubSpot as a kind of CRM.</summary>
/// <param name="time">The clock of waits and token ages.</param>
/// <param name="wire">Makes the wire of each connection; null opens sockets.</param>
public sealed class HubSpotKind(TimeProvider time, Func<HttpMessageHandler>? wire = null) : ICrmKind
{
    /// <inheritdoc/>
    public string Name => "HubSpot";

    /// <inheritdoc/>
    public string StandardFields => Standard.Fields;

    /// <inheritdoc/>
    public string StandardWriteTo => Standard.WriteTo;

    /// <inheritdoc/>
    public IReadOnlySet<string> ForbiddenTargets => Standard.StockProperties;

    /// <inheritdoc/>
    public IReadOnlyList<CrmSetting> Settings => HubSpotSettings.Keys;

    /// <inheritdoc/>
    public IEnumerable<SettingsFault> Validate(CrmConnection connection, IConfigurationSection section) => HubSpotSettings.Validate(section);

    /// <inheritdoc/>
    public ICrm Connect(CrmConnection connection, IConfigurationSection section) =>
        // Jitter spreads the retries of several services; it need not be unforeseeable, only different by connection and start.
        new HubSpotCrm(connection, HubSpotSettings.Read(section), time, new Random(HashCode.Combine(connection.Name, time.GetTimestamp())), wire?.Invoke());
}
