using System.Globalization;

namespace CrmReadinessSync.Sandbox;

/// <summary>Properties of deals.</summary>
internal static partial class HubSpotCatalogue
{
    private static IEnumerable<HubSpotProperty> Deals(string language)
    {
        var ja = language == "ja";
        yield return Text("dealname", ja ? "取引名" : "Deal name", Known.Name);
        yield return new HubSpotProperty("dealstage", ja ? "取引ステージ" : "Deal stage", "enumeration", "radio", string.Empty)
        {
            Stored = Known.Stage,
            Values = [.. HubSpotAccount.Stages.Select(stage => (stage.Stored, stage.Id))],
            Options = [.. HubSpotAccount.Stages.Select((stage, i) => new PropertyOption(stage.Id, ja ? stage.Ja : stage.En, null, i))],
        };
        yield return Choice("pipeline", ja ? "パイプライン" : "Pipeline", Known.Pipeline, "select", [.. HubSpotAccount.Pipelines.Select(pipeline => (pipeline.Id, pipeline.Id, ja ? pipeline.Ja : pipeline.En))]);
        yield return Number("amount", ja ? "金額" : "Amount", Known.Amount);
        yield return Moment("closedate", ja ? "クローズ日" : "Close date", Known.CloseDate);
        yield return Text("hs_next_step", ja ? "次のステップ" : "Next step", Known.NextStep, "textarea");
        yield return Text("description", ja ? "取引の説明" : "Deal description", Known.Description, "textarea");
        yield return Text("closed_lost_reason", ja ? "失注理由" : "Closed lost reason", Known.LostReason, "textarea");
        yield return Text("closed_won_reason", ja ? "受注理由" : "Closed won reason", Known.WonReason, "textarea");
        yield return Choice("dealtype", ja ? "取引タイプ" : "Deal type", Known.DealType, "radio",
            ("new", "newbusiness", ja ? "新規" : "New business"), ("existing", "existingbusiness", ja ? "既存" : "Existing business"));
        yield return Choice("hs_priority", ja ? "優先度" : "Priority", Known.Priority, "select", ("low", "low", "Low"), ("medium", "medium", "Medium"), ("high", "high", "High"));
        yield return Choice("hs_manual_forecast_category", ja ? "予測カテゴリー" : "Forecast category", Known.Forecast, "select",
            ("omit", "OMIT", "Not forecasted"), ("pipeline", "PIPELINE", "Pipeline"), ("best_case", "BEST_CASE", "Best case"), ("commit", "COMMIT", "Commit"), ("closed", "CLOSED", "Closed won"));
        yield return Choice("hs_analytics_source", ja ? "元の情報源" : "Original traffic source", Known.Source, "select",
            (LeadSource.WebEnquiry, "DIRECT_TRAFFIC", "Direct traffic"), (LeadSource.Brochure, "ORGANIC_SEARCH", "Organic search"), (LeadSource.TradeShow, "OFFLINE", "Offline sources"),
            (LeadSource.Referral, "REFERRALS", "Referrals"), (LeadSource.Seminar, "EMAIL_MARKETING", "Email marketing"), (LeadSource.Partner, "OTHER_CAMPAIGNS", "Other campaigns"),
            (LeadSource.Outbound, "OUTBOUND", "Outbound"), (LeadSource.Customer, "EXISTING_CUSTOMER", "Existing customer"), (LeadSource.Tender, "TENDER", "Tender"));
        yield return Moment("hs_sales_email_last_replied", ja ? "最後に営業Eメールへの返信があった日" : "Recent sales email replied date", Known.LastReply);
        yield return Text("hs_campaign", ja ? "キャンペーン" : "Campaign", Known.Campaign);

        yield return Computed("hs_is_closed", "Is deal closed?", "bool", (deal, _) => HubSpotText.Bool(Stage.IsClosed(deal[Known.Stage])));
        yield return Computed("hs_is_closed_won", "Is closed won", "bool", (deal, _) => HubSpotText.Bool(deal[Known.Stage] == Stage.Won));
        yield return Computed("hs_is_closed_lost", "Is closed lost", "bool", (deal, _) => HubSpotText.Bool(deal[Known.Stage] == Stage.Lost));
        yield return Computed("hs_is_open_count", "Is open (numeric)", "number", (deal, _) => Stage.IsClosed(deal[Known.Stage]) ? "0" : "1");
        yield return Computed("hs_is_closed_count", "Is closed (numeric)", "number", (deal, _) => Stage.IsClosed(deal[Known.Stage]) ? "1" : "0");
        yield return Computed("hs_is_deal_split", "Is split", "bool", (_, _) => "false");
        yield return Computed("hs_is_stalled", "Is stalled", "bool", (deal, account) => HubSpotText.Bool(account.Now - EnteredStage(deal) > TimeSpan.FromDays(60)));
        yield return Computed("hs_deal_stage_probability", "Deal probability", "number", (deal, _) => HubSpotAccount.StageOf(deal[Known.Stage])?.Probability);
        yield return Computed("amount_in_home_currency", "Amount in company currency", "number", (deal, _) => deal[Known.Amount]);
        yield return Computed("deal_currency_code", "Currency", "enumeration", (_, _) => "JPY");
        yield return Computed("hs_projected_amount", "Weighted amount", "number", (deal, _) => Weighted(deal));
        yield return Computed("hs_v2_date_entered_current_stage", "Date entered current stage", "datetime", (deal, _) => HubSpotText.Moment(EnteredStage(deal)));
        yield return Computed("hs_v2_time_in_current_stage", "Time in current stage", "datetime", (deal, _) => HubSpotText.Moment(EnteredStage(deal)));
        foreach (var stage in HubSpotAccount.Stages)
        {
            yield return Computed($"hs_v2_date_entered_{stage.Id}", $"Date entered \"{stage.En}\"", "datetime", (deal, _) => Entered(deal, stage.Stored));
            yield return Computed($"hs_v2_date_exited_{stage.Id}", $"Date exited \"{stage.En}\"", "datetime", (deal, _) => Exited(deal, stage.Stored));
        }

        yield return Computed("hs_open_deal_create_date", "Open deal create date", "number", (deal, _) => Stage.IsClosed(deal[Known.Stage]) ? null : Epoch(deal.CreatedAt));
        yield return Computed("hs_closed_deal_close_date", "Closed deal close date", "number", (deal, _) =>
            Stage.IsClosed(deal[Known.Stage]) && deal[Known.CloseDate] is { } close ? Epoch(HubSpotText.ReadMoment(close)!.Value) : null);
        yield return Computed("days_to_close", "Days to close", "number", (deal, _) =>
            Stage.IsClosed(deal[Known.Stage]) ? Math.Max(0, (EnteredStage(deal) - deal.CreatedAt).Days).ToString(CultureInfo.InvariantCulture) : null);
        yield return Computed("hubspot_owner_assigneddate", "Owner assigned date", "datetime", (deal, _) => deal.History(Known.OwnerNumber) is [.., var last] ? HubSpotText.Moment(last.At) : null);
        yield return Computed("hs_all_owner_ids", "All owner ids", "enumeration", (deal, _) =>
            deal[Known.OwnerNumber] is { } owner ? HubSpotAccount.OwnerId(int.Parse(owner, CultureInfo.InvariantCulture)) : null);
        foreach (var property in Activities())
            yield return property;
    }

    /// <summary>What HubSpot works out from a deal's associations. It moves no change stamp.</summary>
    private static IEnumerable<HubSpotProperty> Activities()
    {
        yield return Computed("num_associated_contacts", "Number of associated contacts", "number", (deal, account) =>
            account.Store.Links(deal.Key, RecordKind.Contact).Select(link => link.To).Distinct().Count().ToString(CultureInfo.InvariantCulture));
        yield return Computed("hs_primary_associated_company", "Primary associated company", "number", (deal, account) =>
            account.Store.Links(deal.Key, RecordKind.Company).Where(link => link.Label == Link.Primary).Select(link => HubSpotIds.Of(link.To)).FirstOrDefault());
        yield return Computed("hs_next_meeting_id", "Next meeting ID", "number", (deal, account) => NextMeeting(deal, account) is { } meeting ? HubSpotIds.Of(meeting.Key) : null);
        yield return Computed("hs_next_meeting_name", "Next meeting", "string", (deal, account) => NextMeeting(deal, account)?[Known.Name]);
        yield return Computed("hs_next_meeting_start_time", "Next meeting start time", "datetime", (deal, account) => NextMeeting(deal, account)?[Known.Start]);
        yield return Computed("notes_next_activity_date", "Next activity date", "datetime", (deal, account) => NextMeeting(deal, account)?[Known.Start]);
        yield return Computed("hs_notes_next_activity_type", "Next activity type", "enumeration", (deal, account) => NextMeeting(deal, account) is null ? null : "MEETING_EVENT");
        yield return Computed("notes_last_contacted", "Last contacted", "datetime", (deal, account) => LastMeeting(deal, account)?[Known.Start]);
        yield return Computed("notes_last_updated", "Last activity date", "datetime", (deal, account) => LastMeeting(deal, account)?[Known.Start]);
        yield return Computed("num_contacted_notes", "Number of times contacted", "number", (deal, account) => Held(deal, account).Count().ToString(CultureInfo.InvariantCulture));
        yield return Computed("num_notes", "Number of sales activities", "number", (deal, account) => MeetingsOf(deal, account).Count().ToString(CultureInfo.InvariantCulture));
        yield return Computed("hs_number_of_scheduled_meetings", "Number of scheduled meetings", "number", (deal, account) =>
            MeetingsOf(deal, account).Count(meeting => meeting[Known.Outcome] is MeetingOutcome.Scheduled).ToString(CultureInfo.InvariantCulture));
        yield return Computed("hs_latest_meeting_activity", "Latest meeting activity", "datetime", (deal, account) =>
            MeetingsOf(deal, account).Select(meeting => meeting[Known.Start]).Max(StringComparer.Ordinal));
    }

    private static IEnumerable<CrmRecord> MeetingsOf(CrmRecord deal, HubSpotAccount account) =>
        account.Store.Links(deal.Key, RecordKind.Meeting).Select(link => account.Store.Find(link.To)!);

    private static IEnumerable<CrmRecord> Held(CrmRecord deal, HubSpotAccount account) =>
        MeetingsOf(deal, account).Where(meeting => meeting[Known.Outcome] is not (MeetingOutcome.Canceled or MeetingOutcome.NoShow) && StartOf(meeting) <= account.Now);

    private static CrmRecord? LastMeeting(CrmRecord deal, HubSpotAccount account) => Held(deal, account).MaxBy(StartOf);

    private static CrmRecord? NextMeeting(CrmRecord deal, HubSpotAccount account) =>
        MeetingsOf(deal, account).Where(meeting => meeting[Known.Outcome] is null or MeetingOutcome.Scheduled or MeetingOutcome.Rescheduled && StartOf(meeting) > account.Now).MinBy(StartOf);

    private static DateTimeOffset StartOf(CrmRecord meeting) =>
        meeting[Known.Start] is { } start && HubSpotText.ReadMoment(start) is { } at ? at : meeting.CreatedAt;

    private static DateTimeOffset EnteredStage(CrmRecord deal) => deal.History(Known.Stage) is [.., var last] ? last.At : deal.CreatedAt;

    private static string? Entered(CrmRecord deal, string stage)
    {
        foreach (var change in deal.History(Known.Stage).Reverse())
        {
            if (change.Value == stage)
                return HubSpotText.Moment(change.At);
        }

        return null;
    }

    private static string? Exited(CrmRecord deal, string stage)
    {
        var history = deal.History(Known.Stage);
        for (var i = history.Count - 2; i >= 0; i--)
        {
            if (history[i].Value == stage)
                return HubSpotText.Moment(history[i + 1].At);
        }

        return null;
    }

    private static string? Weighted(CrmRecord deal) =>
        decimal.TryParse(deal[Known.Amount], CultureInfo.InvariantCulture, out var amount) && HubSpotAccount.StageOf(deal[Known.Stage]) is { } stage
            ? (amount * decimal.Parse(stage.Probability, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture) : null;

    private static string Epoch(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
