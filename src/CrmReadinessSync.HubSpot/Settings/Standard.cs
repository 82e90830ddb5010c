using System.Collections.Frozen;

namespace CrmReadinessSync.HubSpot;

/// <summary>The shipped mapping: the premise fields as <c>deploy/hubspot</c> creates them, and stock properties every account has.</summary>
internal static class Standard
{
    public const string Fields = """
        {
          "need": { "From": "readiness_need" },
          "timing": { "From": "readiness_timing" },
          "authority": { "From": "readiness_authority" },
          "decision_process": { "From": "readiness_decision_process" },
          "budget": { "From": "readiness_budget" },
          "fit": { "From": "readiness_fit" },
          "decide_by": { "From": "readiness_decide_by" },
          "confirmed_on": { "From": "readiness_confirmed_on" },
          "note": { "From": "readiness_note" },
          "unease": { "From": "readiness_unease" },
          "override": { "From": "readiness_override" },
          "override.reason": { "From": "readiness_override_reason" },
          "override.until": { "From": "readiness_override_until" },
          "stage": { "From": "dealstage" },
          "pipeline": { "From": "pipeline" },
          "amount": { "From": "amount" },
          "close_date": { "From": "closedate" },
          "created": { "From": "createdate" },
          "forecast": { "From": "hs_manual_forecast_category" },
          "customer": { "From": "dealtype", "Values": { "newbusiness": "new", "existingbusiness": "existing" } },
          "source": { "From": "hs_analytics_source" },
          "campaign": { "From": "hs_campaign" },
          "last_inbound": { "From": "hs_sales_email_last_replied" },
          "company.employees": { "From": "numberofemployees" },
          "company.industry": { "From": "industry" },
          "contact.roles": { "From": "hs_buying_role" },
          "meeting.type": { "From": "hs_activity_type" }
        }
        """;

    public const string WriteTo = """
        {
          "Flag": "readiness_flag",
          "NextStep": "readiness_next_step",
          "Phase": "readiness_phase",
          "TalkDepth": "readiness_talk_depth",
          "Reasons": "readiness_reasons"
        }
        """;

    /// <summary>
    /// Stock properties that not every account has: where they are not, their words are unknown. What somebody mapped on purpose, and our
    /// own properties, must be there.
    /// </summary>
    public static readonly FrozenSet<string> Optional = new[] { "hs_campaign", "hs_sales_email_last_replied" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// Stock properties of deals. They belong to the rep or to HubSpot and are never written (law 2 of the cycle).
    /// </summary>
    public static readonly FrozenSet<string> StockProperties = new[]
    {
        "amount", "amount_in_home_currency", "campaign", "closed_lost_reason", "closed_won_reason", "closedate", "createdate", "days_to_close", "deal_currency_code",
        "dealname", "dealstage", "dealtype", "description", "engagements_last_meeting_booked", "engagements_last_meeting_booked_campaign",
        "engagements_last_meeting_booked_medium", "engagements_last_meeting_booked_source", "hs_acv", "hs_all_assigned_business_unit_ids",
        "hs_all_collaborator_owner_ids", "hs_all_owner_ids", "hs_all_team_ids", "hs_analytics_latest_source", "hs_analytics_source", "hs_analytics_source_data_1",
        "hs_analytics_source_data_2", "hs_arr", "hs_campaign", "hs_closed_amount", "hs_closed_amount_in_home_currency", "hs_closed_deal_close_date",
        "hs_created_by_user_id", "hs_createdate", "hs_date_entered_current_stage", "hs_deal_amount_calculation_preference", "hs_deal_score",
        "hs_deal_stage_probability", "hs_forecast_amount", "hs_forecast_probability", "hs_is_closed", "hs_is_closed_count", "hs_is_closed_lost",
        "hs_is_closed_won", "hs_is_deal_split", "hs_is_open_count", "hs_is_stalled", "hs_lastmodifieddate", "hs_latest_meeting_activity", "hs_likelihood_to_close",
        "hs_manual_forecast_category", "hs_merged_object_ids", "hs_mrr", "hs_next_meeting_id", "hs_next_meeting_name", "hs_next_meeting_start_time", "hs_next_step",
        "hs_next_step_updated_at", "hs_notes_last_activity", "hs_notes_next_activity", "hs_notes_next_activity_type", "hs_num_associated_active_deal_registrations",
        "hs_num_target_accounts", "hs_number_of_call_engagements", "hs_number_of_overdue_tasks", "hs_number_of_scheduled_meetings", "hs_object_id", "hs_object_source",
        "hs_object_source_id", "hs_object_source_label", "hs_open_deal_create_date", "hs_predicted_amount", "hs_primary_associated_company", "hs_priority",
        "hs_projected_amount", "hs_sales_email_last_replied", "hs_tag_ids", "hs_tcv", "hs_unique_creation_key", "hs_updated_by_user_id", "hs_user_ids_of_all_owners",
        "hs_v2_date_entered_current_stage", "hs_v2_time_in_current_stage", "hubspot_owner_assigneddate", "hubspot_owner_id", "hubspot_team_id",
        "notes_last_contacted", "notes_last_updated", "notes_next_activity_date", "num_associated_contacts", "num_contacted_notes", "num_notes", "pipeline",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
