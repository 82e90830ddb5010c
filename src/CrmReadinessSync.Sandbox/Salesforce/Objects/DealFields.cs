using System.Globalization;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>The standard fields of Opportunity over the store's deals.</summary>
internal static class DealFields
{
    /// <summary>Probability and forecast category that come with each stage.</summary>
    private static readonly Dictionary<string, (int Probability, string Category, string CategoryName)> ByStage = new(StringComparer.Ordinal)
    {
        [Stage.Appointment] = (10, "Pipeline", "Pipeline"),
        [Stage.Qualified] = (20, "Pipeline", "Pipeline"),
        [Stage.Presented] = (50, "BestCase", "Best Case"),
        [Stage.BoughtIn] = (60, "BestCase", "Best Case"),
        [Stage.Contract] = (90, "Forecast", "Commit"),
        [Stage.Won] = (100, "Closed", "Closed"),
        [Stage.Lost] = (0, "Omitted", "Omitted"),
    };

    /// <summary>All of them, in describe's order.</summary>
    public static IEnumerable<OrgField> All(bool ja) =>
    [
        new(Fields.Reference("AccountId", ja ? "取引先 ID" : "Account ID", "Account", "Account"), null, null,
            static (org, deal) => org.LinkedId(deal.Key, RecordKind.Company)),
        new(Fields.Reference("RecordTypeId", "Record Type ID", "RecordType", "RecordType"), null, null, static (org, deal) => Org.RecordTypeId(deal[Known.Pipeline])),
        new(Fields.Text("Name", ja ? "商談名" : "Name", 120).Required(), Known.Name),
        new(Fields.LongText("Description", ja ? "説明" : "Description", 32_000), Known.Description),
        new(Fields.Choice("StageName", ja ? "フェーズ" : "Stage", ValueMap.Stages, ja).Required(), Known.Stage, ValueMap.Stages),
        new(Fields.Plain("Amount", ja ? "金額" : "Amount", FieldType.Currency), Known.Amount),
        new(Fields.Plain("Probability", ja ? "確度 (%)" : "Probability (%)", FieldType.Percent).Kept(), null, null, static (_, deal) => (decimal)Of(deal).Probability),
        new(Fields.Plain("ExpectedRevenue", ja ? "期待収益" : "Expected Amount", FieldType.Currency).Kept(), null, null,
            static (_, deal) => StoreText.Read(deal[Known.Amount], FieldType.Currency) is decimal amount ? decimal.Round(amount * Of(deal).Probability / 100, 2) : null),
        new(Fields.Plain("CloseDate", ja ? "完了予定日" : "Close Date", FieldType.Date).Required(), Known.CloseDate),
        new(Fields.Choice("Type", ja ? "種別" : "Opportunity Type", ValueMap.Types, ja), Known.DealType, ValueMap.Types),
        new(Fields.Text("NextStep", ja ? "次のステップ" : "Next Step"), Known.NextStep),
        new(Fields.Choice("LeadSource", ja ? "リードソース" : "Lead Source", ValueMap.Sources, ja), Known.Source, ValueMap.Sources),
        new(Fields.Plain("IsClosed", ja ? "完了フラグ" : "Closed", FieldType.Boolean).Kept(), null, null, static (_, deal) => Stage.IsClosed(deal[Known.Stage])),
        new(Fields.Plain("IsWon", ja ? "成立フラグ" : "Won", FieldType.Boolean).Kept(), null, null, static (_, deal) => deal[Known.Stage] == Stage.Won),
        new(Fields.Choice("ForecastCategory", "Forecast Category", null, ja).Kept(), null, null, static (_, deal) => Of(deal).Category),
        new(Fields.Choice("ForecastCategoryName", ja ? "売上予測分類" : "Forecast Category", null, ja).Kept(), null, null, static (_, deal) => Of(deal).CategoryName),
        new(Fields.Reference("CampaignId", ja ? "キャンペーン ID" : "Campaign ID", "Campaign", "Campaign"), null, null, static (org, deal) => org.CampaignId(deal[Known.Campaign])),
        new(Fields.Plain("HasOpportunityLineItem", "Has Line Item", FieldType.Boolean).Kept(), null, null, static (_, _) => false),
        new(Fields.Reference("OwnerId", ja ? "所有者 ID" : "Owner ID", "Owner", "User").Required(), null, null, static (org, deal) => Org.UserId(deal[Known.OwnerNumber])),
        new(Fields.Plain("LastActivityDate", ja ? "最終活動日" : "Last Activity", FieldType.Date).Kept(), null, null, static (org, deal) => org.LastActivity(deal.Key)),
        new(Fields.Plain("PushCount", "Push Count", FieldType.Int).Kept(), null, null, static (_, deal) => (decimal)Pushes(deal)),
        new(Fields.Plain("LastStageChangeDate", ja ? "最終フェーズ変更日" : "Last Stage Change Date", FieldType.DateTime).Kept(), null, null,
            static (_, deal) => deal.History(Known.Stage) is { Count: > 0 } stages ? StoreText.Second(stages[^1].At) : null),
        new(Fields.Plain("FiscalYear", ja ? "会計年度" : "Fiscal Year", FieldType.Int).Kept(), null, null, static (_, deal) => CloseDay(deal) is { } day ? (decimal)day.Year : null),
        new(Fields.Plain("FiscalQuarter", ja ? "会計四半期" : "Fiscal Quarter", FieldType.Int).Kept(), null, null,
            static (_, deal) => CloseDay(deal) is { } day ? (decimal)(((day.Month - 1) / 3) + 1) : null),
        new(Fields.Plain("HasOpenActivity", "Has Open Activity", FieldType.Boolean).Kept() with { Filterable = false, Sortable = false }, null, null,
            static (org, deal) => org.LastActivity(deal.Key) is { } day && day >= org.Today),
        new(Fields.Plain("IsPrivate", ja ? "非公開" : "Private", FieldType.Boolean), "IsPrivate"),
    ];

    /// <summary>Probability in percent and forecast category of a stage.</summary>
    public static (decimal Probability, string Category) AtStage(string stage) =>
        ByStage.TryGetValue(stage, out var at) ? (at.Probability, at.Category) : (10, "Pipeline");

    private static (int Probability, string Category, string CategoryName) Of(CrmRecord deal) =>
        ByStage.GetValueOrDefault(deal[Known.Stage] ?? "", (10, "Pipeline", "Pipeline"));

    private static DateOnly? CloseDay(CrmRecord deal) => StoreText.Read(deal[Known.CloseDate], FieldType.Date) as DateOnly?;

    // How often the close date went into a later month.
    private static int Pushes(CrmRecord deal)
    {
        var months = deal.History(Known.CloseDate).Select(static c => c.Value)
            .Where(static v => v is { Length: >= 7 }).Select(static v => int.Parse(v.AsSpan(0, 4), CultureInfo.InvariantCulture) * 12 + int.Parse(v.AsSpan(5, 2), CultureInfo.InvariantCulture)).ToArray();
        return months.Zip(months.Skip(1)).Count(static pair => pair.Second > pair.First);
    }
}
