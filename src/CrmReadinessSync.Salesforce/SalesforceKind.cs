using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using CrmReadinessSync.Http;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.Configuration;

namespace CrmReadinessSync.Salesforce;

/// <summary>The vendor.</summary>
internal sealed class SalesforceKind(TimeProvider time) : ICrmKind
{
    private readonly PerAccount<DailyUse> _uses = new();

    /// <inheritdoc/>
    public string Name => "Salesforce";

    /// <inheritdoc/>
    public string StandardFields => Standard.FieldsDocument;

    /// <inheritdoc/>
    public string StandardWriteTo => Standard.WriteToDocument;

    /// <inheritdoc/>
    public string OwnerProperty => "OwnerId";

    /// <inheritdoc/>
    public IReadOnlySet<string> ForbiddenTargets { get; } = new[]
    {
        // The rep's.
        "NextStep", "Description", "StageName", "CloseDate", "Amount", "Probability", "ForecastCategory", "ForecastCategoryName", "OwnerId", "Name", "AccountId", "Type",
        "LeadSource", "CampaignId", "ContactId", "RecordTypeId", "IsPrivate", "CurrencyIsoCode", "Pricebook2Id", "TotalOpportunityQuantity", "ExpectedRevenue",
        // Salesforce's own.
        "Id", "IsClosed", "IsWon", "IsDeleted", "CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById", "SystemModstamp", "LastActivityDate",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public IReadOnlyList<CrmSetting> Settings => SalesforceSettings.All;

    /// <inheritdoc/>
    /// <remarks>An Event has no outcome: one that did not take place is deleted or moved.</remarks>
    public bool KeepsMeetingOutcomes => false;

    /// <inheritdoc/>
    public IEnumerable<SettingsFault> Validate(CrmConnection connection, IConfigurationSection section) => SalesforceSettings.Faults(section);

    /// <inheritdoc/>
    public ICrm Connect(CrmConnection connection, IConfigurationSection section)
    {
        var options = SalesforceOptions.Read(section);
        var use = _uses.Of(
            () => SalesforceCrm.UseOf(connection, time),
            options.LoginUrl.Authority,
            options.ClientId,
            options.Username,
            options.RefreshToken,
            string.Create(CultureInfo.InvariantCulture, $"{connection.DailyShare:R} {connection.DailyReserve:R}"));
        return new SalesforceCrm(connection, options, time, new Random(RandomNumberGenerator.GetInt32(int.MaxValue)), use: use);
    }
}
