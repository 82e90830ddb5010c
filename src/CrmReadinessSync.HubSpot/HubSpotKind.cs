using System.Collections.Frozen;
using CrmReadinessSync.Http;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.Configuration;

namespace CrmReadinessSync.HubSpot;

/// <summary>HubSpot as a kind of CRM.</summary>
/// <param name="time">The clock of waits and token ages.</param>
/// <param name="wire">Makes the wire of each connection; null opens sockets.</param>
public sealed class HubSpotKind(TimeProvider time, Func<HttpMessageHandler>? wire = null) : ICrmKind
{
    private readonly PerAccount<FrozenDictionary<string, Pacer>> _pacers = new();
    private readonly PerAccount<DailyUse> _uses = new();

    /// <inheritdoc/>
    public string Name => "HubSpot";

    /// <inheritdoc/>
    public string StandardFields => Standard.Fields;

    /// <inheritdoc/>
    public string StandardWriteTo => Standard.WriteTo;

    /// <inheritdoc/>
    public string OwnerProperty => "hubspot_owner_id";

    /// <inheritdoc/>
    public IReadOnlySet<string> ForbiddenTargets => Standard.StockProperties;

    /// <inheritdoc/>
    public IReadOnlyList<CrmSetting> Settings => HubSpotSettings.Keys;

    /// <inheritdoc/>
    public bool KeepsMeetingOutcomes => true;

    /// <inheritdoc/>
    public IEnumerable<SettingsFault> Validate(CrmConnection connection, IConfigurationSection section) => HubSpotSettings.Validate(section);

    /// <inheritdoc/>
    public ICrm Connect(CrmConnection connection, IConfigurationSection section)
    {
        var settings = HubSpotSettings.Read(section);
        string?[] account = [settings.BaseUrl.Authority, settings.AccessToken, settings.ClientId, settings.RefreshToken];
        var pace = new AccountPace(
            _pacers.Of(() => LimitFamilies.Pacers(time), account),
            _uses.Of(() => AccountPace.UseOf(connection, time), [.. account, AccountPace.BudgetOf(connection)]));

        // Jitter spreads the retries of several services; it need not be unforeseeable, only different by connection and start.
        return new HubSpotCrm(connection, settings, time, new Random(HashCode.Combine(connection.Name, time.GetTimestamp())), wire?.Invoke(), pace);
    }
}
