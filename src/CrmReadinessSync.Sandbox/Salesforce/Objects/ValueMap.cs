using System.Collections.Immutable;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>A picklist of the org: the store's word, the API name and the labels of each choice.</summary>
internal sealed class ValueMap
{
    private readonly ImmutableArray<(string Store, string Api, string Ja)> _choices;

    /// <summary>A list, one line a choice: word, API name, Japanese label.</summary>
    private ValueMap(string choices) => _choices = [.. choices.Split('\n').Select(static line => line.Split('|', StringSplitOptions.TrimEntries)).Select(static c => (c[0], c[1], c[2]))];

    /// <summary>Stages: the names every new org starts with.</summary>
    public static ValueMap Stages { get; } = new($"""
        {Stage.Appointment} | Prospecting         | アポ獲得
        {Stage.Qualified}   | Qualification       | 見込み確認
        {Stage.Presented}   | Value Proposition   | 提案
        {Stage.BoughtIn}    | Id. Decision Makers | 決裁者確認
        {Stage.Contract}    | Negotiation/Review  | 契約交渉
        {Stage.Won}         | Closed Won          | 成立
        {Stage.Lost}        | Closed Lost         | 不成立
        """);

    /// <summary>Where a deal came from.</summary>
    public static ValueMap Sources { get; } = new($"""
        {LeadSource.WebEnquiry} | Web               | 問い合わせ
        {LeadSource.Brochure}   | Brochure Request  | 資料請求
        {LeadSource.TradeShow}  | Trade Show        | 展示会
        {LeadSource.Referral}   | Referral          | 紹介
        {LeadSource.Outbound}   | Outbound          | アウトバウンド
        {LeadSource.Seminar}    | Seminar           | セミナー
        {LeadSource.Partner}    | Partner           | パートナー
        {LeadSource.Customer}   | Existing Customer | 既存顧客
        {LeadSource.Tender}     | Tender            | 入札
        """);

    /// <summary>New or existing business.</summary>
    public static ValueMap Types { get; } = new("""
        new      | New Customer                | 新規
        existing | Existing Customer - Upgrade | 既存(アップグレード)
        """);

    /// <summary>Roles of contacts in a deal, as this org's admin left the list.</summary>
    public static ValueMap Roles { get; } = new($"""
        {ContactRole.DecisionMaker} | Decision Maker    | 決裁者
        {ContactRole.Champion}      | Champion          | 推進者
        {ContactRole.BudgetHolder}  | Economic Buyer    | 予算責任者
        {ContactRole.Influencer}    | Influencer        | 影響者
        {ContactRole.EndUser}       | Business User     | 利用者
        {ContactRole.Sponsor}       | Executive Sponsor | 経営層の後ろ盾
        {ContactRole.Purchasing}    | Technical Buyer   | 購買
        """);

    /// <summary>Kinds of meetings.</summary>
    public static ValueMap Meetings { get; } = new("""
        first_meeting | First meeting | 初回商談
        follow_up     | Follow-up     | 継続商談
        """);

    /// <summary>How far a task is; the first is the default.</summary>
    public static ValueMap TaskStatuses { get; } = new($"""
        {TaskProgress.NotStarted} | Not Started             | 未着手
        {TaskProgress.InProgress} | In Progress             | 進行中
        {TaskProgress.Completed}  | Completed               | 完了
        {TaskProgress.Waiting}    | Waiting on someone else | 待機中
        {TaskProgress.Deferred}   | Deferred                | 延期
        """);

    /// <summary>The choices as describe tells them.</summary>
    public ImmutableArray<PicklistChoice> Choices(bool japanese) => [.. _choices.Select(c => new PicklistChoice(c.Api, japanese ? c.Ja : c.Api))];

    /// <summary>The API name of the store's word; a word of no choice passes.</summary>
    public string? Api(string? store)
    {
        foreach (var choice in _choices)
        {
            if (string.Equals(choice.Store, store, StringComparison.Ordinal))
                return choice.Api;
        }

        return store;
    }

    /// <summary>The store's word of an API name; a name of no choice passes.</summary>
    public string? Store(string? api)
    {
        foreach (var choice in _choices)
        {
            if (string.Equals(choice.Api, api, StringComparison.OrdinalIgnoreCase))
                return choice.Store;
        }

        return api;
    }
}
