namespace CrmReadinessSync.Sandbox;

/// <summary>The English two thirds of every block.</summary>
internal static partial class Plots
{
    public const string Intro = "intro call";
    private const string Pasted = "Customer is interested in our solution and would like to know more.";

    private static IEnumerable<Plot> InEnglish() =>
    [
        new("enquiry with a slot", false)
        {
            Source = LeadSource.WebEnquiry, CreatedAge = 5, Meetings = [new(2, MeetingOutcome.Scheduled, Intro)], NextSteps = ["Intro call, send deck beforehand"],
        },
        new("brochure with a slot", false)
        {
            Source = LeadSource.Brochure, Campaign = "Autumn guide 2026", CreatedAge = 4, Meetings = [new(1, MeetingOutcome.Scheduled, Intro)], NextSteps = ["Walk {person} through the guide"],
        },
        new("ready, champion and date", false)
        {
            Stage = Stage.Presented, Source = LeadSource.Referral, CreatedAge = 50, DecideIn = 28, Contacts = [ContactRole.Champion, ContactRole.DecisionMaker, ContactRole.EndUser],
            Said = [new(ReadinessFields.Need, "decided", 20), new(ReadinessFields.Timing, "dated", 11), new(ReadinessFields.Authority, "sponsor", 20), new(ReadinessFields.DecisionProcess, "mapped", 11), new(ReadinessFields.Budget, "fundable", 11), new(ReadinessFields.Fit, "match", 11)],
            Notes = ["\"We lose a day a week to {topic}. I want this settled before {due}.\"", "\"Our COO asked me to bring one proposal on {topic} by {due}.\""],
            Meetings = [new(-20, MeetingOutcome.Completed, Intro), new(3, MeetingOutcome.Scheduled, "proposal")], NextSteps = ["Tailor proposal to two sites"],
        },
        new("ready, approver in the room", false)
        {
            Stage = Stage.BoughtIn, Source = LeadSource.Partner, Size = CompanySize.Small, CreatedAge = 42, DecideIn = 35, CloseIn = 38, Contacts = [ContactRole.DecisionMaker],
            Said = [new(ReadinessFields.Need, "decided", 14), new(ReadinessFields.Timing, "event", 14), new(ReadinessFields.Authority, "approver", 14), new(ReadinessFields.Budget, "allocated", 14), new(ReadinessFields.Fit, "chosen", 9)],
            Notes = ["\"Our {topic} contract with the old supplier ends {due}; we would rather not renew.\""],
            Meetings = [new(-14, MeetingOutcome.Completed, "demo"), new(5, MeetingOutcome.Scheduled, "terms")], NextSteps = ["Send order form draft"],
        },
        new("board meets on a date", false)
        {
            Stage = Stage.BoughtIn, Source = LeadSource.Seminar, Size = CompanySize.Large, CreatedAge = 80, DecideIn = 12, CloseIn = 25, Contacts = [ContactRole.Sponsor, ContactRole.Champion, ContactRole.Purchasing],
            Said = [new(ReadinessFields.Need, "decided", 45), new(ReadinessFields.Timing, "dated", 9), new(ReadinessFields.Authority, "sponsor", 45), new(ReadinessFields.DecisionProcess, "in_approval", 4), new(ReadinessFields.Budget, "allocated", 9), new(ReadinessFields.Fit, "chosen", 25)],
            Notes = ["{person}: \"Waiting for the board, it meets on {due}. Nothing for you to do until then.\""],
            NoteAge = 3, RepliedAge = 3, Meetings = [new(-45, MeetingOutcome.Completed, Intro), new(-20, MeetingOutcome.Completed, "proposal"), new(13, MeetingOutcome.Scheduled, "after the board")], NextSteps = ["Hold; board decides"],
        },
        new("upsell with blanks", false)
        {
            Stage = Stage.Appointment, Source = LeadSource.Customer, SharesCompanyWith = "won a", CreatedAge = 14, CloseIn = 50, Contacts = [],
            Meetings = [new(4, MeetingOutcome.Scheduled, "account review")], NextSteps = ["Ask about the second site"],
        },
        new("upsell, they named the need", false)
        {
            Stage = Stage.Qualified, Source = LeadSource.Customer, SharesCompanyWith = "won b", CreatedAge = 30, DecideIn = 60, Contacts = [ContactRole.Champion],
            Said = [new(ReadinessFields.Need, "decided", 6), new(ReadinessFields.Timing, "event", 6)],
            Notes = ["{person}: \"Renewal is in {due}; we would add the warehouse team then.\""], Override = "ready", OverrideReason = "Their COO told me on the phone that it is a go", Meetings = [new(9, MeetingOutcome.Scheduled, "renewal")], NextSteps = ["Prepare renewal options"],
        },
        new("tender through purchasing", false)
        {
            Stage = Stage.Qualified, Source = LeadSource.Tender, Size = CompanySize.Large, CreatedAge = 24, DecideIn = 31, CloseIn = 40, Contacts = [ContactRole.Purchasing],
            Said = [new(ReadinessFields.Need, "decided", 10), new(ReadinessFields.Timing, "dated", 10), new(ReadinessFields.Authority, "open", 10), new(ReadinessFields.DecisionProcess, "mapped", 10), new(ReadinessFields.Budget, "allocated", 10)],
            Notes = ["RFP for {topic}. Award on {due}, three evaluators, questions in writing only."], Meetings = [new(7, MeetingOutcome.Scheduled, "bidder briefing")], NextSteps = ["Submit written questions"],
        },
        new("stalking-horse quote", false)
        {
            Stage = Stage.Presented, Source = LeadSource.WebEnquiry, CreatedAge = 16, DecideIn = 9, CloseIn = 14, Contacts = [ContactRole.Purchasing],
            Said = [new(ReadinessFields.Need, "decided", 5), new(ReadinessFields.Timing, "dated", 5), new(ReadinessFields.Budget, "allocated", 5), new(ReadinessFields.Fit, "quote_only", 5)],
            Notes = ["{person}: \"Policy says three quotes. The requirements are as our current supplier wrote them.\""], Unease = "mismatch",
            Meetings = [new(2, MeetingOutcome.Scheduled, "pricing")], NextSteps = ["Send price list"],
        },
        new("keen user without mandate", false)
        {
            Stage = Stage.Qualified, Source = LeadSource.Seminar, Size = CompanySize.Large, CreatedAge = 33, DecideIn = 40, Contacts = [ContactRole.EndUser],
            Said = [new(ReadinessFields.Need, "decided", 8), new(ReadinessFields.Timing, "dated", 8), new(ReadinessFields.Authority, "no_mandate", 8), new(ReadinessFields.Fit, "chosen", 8)],
            Notes = ["{person}: \"I love it. I would have to find out who could sign for something like this.\""], Meetings = [new(-8, MeetingOutcome.Completed, "demo"), new(6, MeetingOutcome.Scheduled, "second demo")], NextSteps = ["Second demo for the team"],
        },
        new("gathering for next year", false)
        {
            Source = LeadSource.WebEnquiry, CreatedAge = 27, CloseIn = 100,
            Said = [new(ReadinessFields.Need, "open", 7), new(ReadinessFields.Timing, "not_now", 7), new(ReadinessFields.Authority, "sponsor", 7)],
            Notes = ["\"We are only looking around at what is there for {topic}. Nothing will move this year.\""], Meetings = [new(8, MeetingOutcome.Scheduled, Intro)], NextSteps = ["Share two case studies"],
        },
        new("gathering, no meeting", false)
        {
            Source = LeadSource.Brochure, Campaign = "Autumn guide 2026", CreatedAge = 34, CloseIn = 120,
            Said = [new(ReadinessFields.Timing, "not_now", 12)], Notes = ["\"Just collecting options for {topic} for now.\""], NextSteps = ["Nurture list"],
        },
        new("not buying", false)
        {
            Source = LeadSource.Outbound, CreatedAge = 22, CloseIn = 80, Said = [new(ReadinessFields.Need, "no_plan", 6)],
            Notes = ["{person}: \"Happy to chat, but to be clear, we have no plan to change anything.\""], Meetings = [new(5, MeetingOutcome.Scheduled, "coffee")], NextSteps = ["Keep warm"],
        },
        new("not buying, none booked", false)
        {
            Source = LeadSource.Outbound, CreatedAge = 60, CloseIn = 30, Pushes = 2, Said = [new(ReadinessFields.Need, "no_plan", 20), new(ReadinessFields.Budget, "no_budget", 20)],
            Notes = ["\"We decided to stay with what we have for {topic}.\""], NoteAge = 20, NextSteps = ["Check in next quarter"],
        },
        new("last year's budget", false)
        {
            Stage = Stage.Presented, Source = LeadSource.Partner, CreatedAge = 330, CloseIn = 20, Pushes = 4, Contacts = [ContactRole.Champion, ContactRole.BudgetHolder],
            Said = [new(ReadinessFields.Need, "evaluating", 20), new(ReadinessFields.Timing, "dated", 15), new(ReadinessFields.Authority, "sponsor", 240), new(ReadinessFields.Budget, "allocated", 290), new(ReadinessFields.Fit, "match", 200)],
            DecideIn = 45, Notes = ["{person}: \"Finance set the money aside in the spring.\""], NoteAge = 280, Meetings = [new(-290, MeetingOutcome.Completed, Intro), new(11, MeetingOutcome.Scheduled, "restart")], NextSteps = ["Restart after their reorganisation"],
        },
        new("budget TBD, note placeholder", false)
        {
            Stage = Stage.Qualified, Source = LeadSource.TradeShow, Campaign = "Smart Factory Expo 2026", CreatedAge = 26,
            Said = [new(ReadinessFields.Need, "open", 8)], Notes = ["TBD", "-", "N/A", "同上", "tbc"], Meetings = [new(3, MeetingOutcome.Scheduled, Intro)], NextSteps = ["TBD"],
        },
        new("pasted note", false)
        {
            Source = LeadSource.TradeShow, Campaign = "Smart Factory Expo 2026", CreatedAge = 15, Said = [new(ReadinessFields.Budget, "open", Sandbox.Said.WithTheDeal)], Notes = [Pasted], Meetings = [new(6, MeetingOutcome.Scheduled, Intro)], NextSteps = ["Follow up"],
        },
        new("pasted note again", false)
        {
            Source = LeadSource.TradeShow, Campaign = "Smart Factory Expo 2026", CreatedAge = 15, Notes = [Pasted], Meetings = [new(7, MeetingOutcome.Scheduled, Intro)], NextSteps = ["Follow up"],
        },
        new("filled from a list view", false)
        {
            Stage = Stage.Qualified, Source = LeadSource.TradeShow, Campaign = "Smart Factory Expo 2026", CreatedAge = 40, Contacts = [ContactRole.Champion], FilledFromList = true,
            Said = [new(ReadinessFields.Need, "decided", 24), new(ReadinessFields.Timing, "dated", 24), new(ReadinessFields.Authority, "sponsor", 24), new(ReadinessFields.Fit, "match", 24)],
            Notes = ["Met at the booth. How they run {topic} today is for the first call."], Meetings = [new(5, MeetingOutcome.Scheduled, Intro)], NextSteps = ["Intro call"],
        },
        new("rescheduled twice, all met", false)
        {
            Stage = Stage.BoughtIn, Source = LeadSource.Referral, CreatedAge = 55, DecideIn = 30, Contacts = [ContactRole.DecisionMaker, ContactRole.Champion],
            Said = [new(ReadinessFields.Need, "decided", 18), new(ReadinessFields.Timing, "dated", 18), new(ReadinessFields.Authority, "approver", 18), new(ReadinessFields.DecisionProcess, "mapped", 18), new(ReadinessFields.Budget, "allocated", 18), new(ReadinessFields.Fit, "chosen", 18)],
            Notes = ["{person}: \"Sorry to move it again, quarter end. The plan stands.\""], Meetings = [new(-18, MeetingOutcome.Completed, "demo"), new(4, MeetingOutcome.Rescheduled, "terms", 2)], NextSteps = ["Confirm the new slot"],
        },
        new("asked, nothing settled", false)
        {
            Stage = Stage.Contract, Source = LeadSource.WebEnquiry, CreatedAge = 32, Contacts = ["", ""], Unease = "vague;approval_unseen",
            Said = [new(ReadinessFields.Need, "open", 26), new(ReadinessFields.Timing, "open", 26), new(ReadinessFields.Authority, "open", 6), new(ReadinessFields.DecisionProcess, "open", 6), new(ReadinessFields.Budget, "open", 6), new(ReadinessFields.Fit, "open", 6)],
            Notes = ["{person}: \"Sounds great. We will see how things go.\""], Meetings = [new(-25, MeetingOutcome.Completed, Intro), new(-6, MeetingOutcome.Completed, "demo"), new(10, MeetingOutcome.Scheduled, "next steps")], NextSteps = ["Third meeting"],
        },
        new("single contact, large company", false)
        {
            Stage = Stage.Presented, Source = LeadSource.Outbound, Size = CompanySize.Large, CreatedAge = 48, DecideIn = 55, Contacts = [ContactRole.Influencer],
            Said = [new(ReadinessFields.Need, "evaluating", 12), new(ReadinessFields.Timing, "dated", 12), new(ReadinessFields.Authority, "sponsor", 12), new(ReadinessFields.Fit, "match", 12)],
            Notes = ["{person}: \"Leave the others to me, I will take it round.\""], Meetings = [new(-12, MeetingOutcome.Completed, Intro), new(12, MeetingOutcome.Scheduled, "proposal")], NextSteps = ["Proposal draft"],
        },
        new("half known, none booked", false)
        {
            Stage = Stage.Qualified, Source = LeadSource.Partner, CreatedAge = 38, ConfirmedAge = 3, RepliedAge = 24,
            Said = [new(ReadinessFields.Need, "evaluating", 30), new(ReadinessFields.Fit, "match", 30)], Notes = ["\"Yes, {topic} is on our list.\""], NoteAge = 30, NextSteps = ["Propose a date"],
        },
        new("cancelled", false)
        {
            Stage = Stage.Qualified, Source = LeadSource.WebEnquiry, CreatedAge = 29, Said = [new(ReadinessFields.Need, "evaluating", 11)], Override = "ready", OverrideReason = "They sounded keen", OverrideUntil = -1,
            Meetings = [new(5, MeetingOutcome.Canceled, Intro)], NextSteps = ["Find out why they cancelled"],
        },
        new("won a", false) { Stage = Stage.Won, Source = LeadSource.Referral, CreatedAge = 190, CloseIn = -60, Contacts = [ContactRole.DecisionMaker, ContactRole.Champion], Said = History(.9), NoteAge = 132, Notes = ["\"This has to work before peak season.\""], Meetings = Held(128, 100), ClosedReasons = ["Clear owner and date on their side", "Reference from a peer"] },
        new("won b", false) { Stage = Stage.Won, Source = LeadSource.Seminar, CreatedAge = 210, CloseIn = -75, Contacts = [ContactRole.Champion], Said = History(.75), Meetings = Held(128, 95), ClosedReasons = ["Fit with their process", "Faster roll-out than the alternative"] },
        new("lost to nothing", false) { Stage = Stage.Lost, Source = LeadSource.Brochure, CreatedAge = 200, CloseIn = -50, Pushes = 3, Said = [new(ReadinessFields.Need, "open", 131, .5), new(ReadinessFields.Timing, "open", 131, .4)], Meetings = Held(128, 90), ClosedReasons = ["No decision", "Went quiet after the demo", "Project postponed"] },
        new("lost on price", false) { Stage = Stage.Lost, Source = LeadSource.WebEnquiry, CreatedAge = 180, CloseIn = -45, Pushes = 1, Contacts = [ContactRole.Purchasing], Said = [new(ReadinessFields.Need, "decided", 131, .8), new(ReadinessFields.Fit, "quote_only", 125, .6), new(ReadinessFields.Budget, "allocated", 131, .5)], Meetings = Held(128, 110), ClosedReasons = ["Chose the incumbent", "Price"] },
    ];

    /// <summary>What was known of a deal that was won: most of it before the first meeting, some of it through the meetings.</summary>
    private static System.Collections.Immutable.ImmutableArray<Said> History(double share) =>
    [
        new(ReadinessFields.Need, "decided", 135, share), new(ReadinessFields.Timing, "dated", 134, share - .1), new(ReadinessFields.Authority, "sponsor", 135, share),
        new(ReadinessFields.Fit, "match", 120, share), new(ReadinessFields.DecisionProcess, "mapped", 110, share - .1), new(ReadinessFields.Budget, "fundable", 110, share - .1),
    ];

    private static System.Collections.Immutable.ImmutableArray<PlannedMeeting> Held(int first, int second) =>
        [new(-first, MeetingOutcome.Completed, Intro), new(-second, MeetingOutcome.Completed, "proposal")];
}
