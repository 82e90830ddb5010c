namespace CrmReadinessSync.Sandbox;

/// <summary>
/// The store's own names for what every CRM has. They begin with <c>@</c>, so that no property a user creates can collide;
/// each wire shows them under its vendor's names. Values are raw text: days <c>yyyy-MM-dd</c>, moments ISO 8601 UTC with
/// milliseconds and <c>Z</c>, numbers invariant, several choices joined by <c>;</c>, blank null.
/// </summary>
internal static class Known
{
    // Deals
    public const string Name = "@name";
    public const string Stage = "@stage";
    public const string Pipeline = "@pipeline";
    public const string Amount = "@amount";

    /// <summary>A moment; wires that know only days cut it.</summary>
    public const string CloseDate = "@close_date";

    /// <summary>The owner's number, see <see cref="Owner"/>.</summary>
    public const string OwnerNumber = "@owner";

    /// <summary>The rep's own next step; never ours to write.</summary>
    public const string NextStep = "@next_step";
    public const string Description = "@description";

    /// <summary><c>new</c> or <c>existing</c>.</summary>
    public const string DealType = "@deal_type";

    /// <summary>See <see cref="LeadSource"/>.</summary>
    public const string Source = "@source";
    public const string Campaign = "@campaign";

    /// <summary>When they last answered a mail of ours.</summary>
    public const string LastReply = "@last_reply";

    /// <summary>Why it was lost.</summary>
    public const string LostReason = "@lost_reason";

    /// <summary>Why it was won.</summary>
    public const string WonReason = "@won_reason";
    public const string Priority = "@priority";

    /// <summary>Our forecast category, when the rep chose one by hand.</summary>
    public const string Forecast = "@forecast";

    // Contacts
    public const string FirstName = "@first_name";
    public const string LastName = "@last_name";
    public const string Email = "@email";
    public const string Phone = "@phone";
    public const string JobTitle = "@job_title";

    /// <summary>Several of <see cref="ContactRole"/>.</summary>
    public const string BuyingRole = "@buying_role";

    // Companies (and Name)
    public const string Domain = "@domain";
    public const string Industry = "@industry";
    public const string Employees = "@employees";
    public const string Revenue = "@revenue";
    public const string City = "@city";
    public const string Country = "@country";

    // Meetings (and Name is the title)
    public const string Start = "@start";
    public const string End = "@end";

    /// <summary>See <see cref="MeetingOutcome"/>; null when nobody said.</summary>
    public const string Outcome = "@outcome";

    /// <summary>How often the guest put it off in the booking page.</summary>
    public const string PutOffs = "@put_offs";
    public const string Body = "@body";
    public const string InternalNotes = "@internal_notes";
    public const string Location = "@location";
    public const string MeetingType = "@meeting_type";

    // Tasks (Name is the subject, Start the due date, Body the text, Priority the priority)

    /// <summary>See <see cref="TaskProgress"/>.</summary>
    public const string Status = "@status";
    public const string TaskType = "@task_type";
}

/// <summary>Values of <see cref="Known.Status"/>.</summary>
internal static class TaskProgress
{
    public const string NotStarted = "not_started";
    public const string InProgress = "in_progress";
    public const string Waiting = "waiting";
    public const string Deferred = "deferred";
    public const string Completed = "completed";
}

/// <summary>Values of <see cref="Known.Stage"/> in their order, with what they mean.</summary>
internal static class Stage
{
    public const string Appointment = "appointment";
    public const string Qualified = "qualified";
    public const string Presented = "presented";
    public const string BoughtIn = "bought_in";
    public const string Contract = "contract";
    public const string Won = "won";
    public const string Lost = "lost";

    public static bool IsClosed(string? stage) => stage is Won or Lost;
}

/// <summary>Values of <see cref="Known.Source"/>.</summary>
internal static class LeadSource
{
    public const string WebEnquiry = "web_enquiry";
    public const string Brochure = "brochure_request";
    public const string TradeShow = "trade_show";
    public const string Referral = "referral";
    public const string Outbound = "outbound";
    public const string Seminar = "seminar";
    public const string Partner = "partner";
    public const string Customer = "existing_customer";
    public const string Tender = "tender";
}

/// <summary>Labels of an association between a deal and a contact, and values of <see cref="Known.BuyingRole"/>.</summary>
internal static class ContactRole
{
    public const string DecisionMaker = "decision_maker";
    public const string Champion = "champion";
    public const string BudgetHolder = "budget_holder";
    public const string Influencer = "influencer";
    public const string EndUser = "end_user";
    public const string Sponsor = "executive_sponsor";
    public const string Purchasing = "purchasing";
}

/// <summary>Values of <see cref="Known.Outcome"/>.</summary>
internal static class MeetingOutcome
{
    public const string Scheduled = "scheduled";
    public const string Completed = "completed";
    public const string Rescheduled = "rescheduled";
    public const string NoShow = "no_show";
    public const string Canceled = "canceled";
}
