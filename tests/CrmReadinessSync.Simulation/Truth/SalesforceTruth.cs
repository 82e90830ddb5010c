using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sandbox.Salesforce;

namespace CrmReadinessSync.Simulation;

/// <summary>What Salesforce lets be known of it: events without an outcome, roles on the deal, ages to the second.</summary>
internal sealed class SalesforceTruth(CrmStore store) : Truth(store, Own)
{
    private static readonly Words Own = new(
        Stages: Map((Stage.Appointment, "Prospecting"), (Stage.Qualified, "Qualification"), (Stage.Presented, "Value Proposition"), (Stage.BoughtIn, "Id. Decision Makers"), (Stage.Contract, "Negotiation/Review")),
        Meetings: Map(("first_meeting", "First meeting"), ("follow_up", "Follow-up")));

    private static readonly IReadOnlyDictionary<string, string> RoleNames = Map(
        (ContactRole.DecisionMaker, "Decision Maker"), (ContactRole.Champion, "Champion"), (ContactRole.Influencer, "Influencer"), (ContactRole.EndUser, "Business User"));

    /// <summary>Field history has nothing of the making of a deal; people here answer after it.</summary>
    protected override DateTimeOffset? SetAt(CrmRecord deal, string property)
    {
        var changed = deal.History(property).Where(change => change.At > deal.CreatedAt).Select(change => change.At).ToList();
        return changed.Count == 0 ? null : StoreText.Second(changed.Max());
    }

    protected override bool DatesDays => true;

    protected override bool IsSeen(CrmRecord meeting) => true;

    protected override SeenMeeting? Meeting(CrmRecord meeting, DateTimeOffset now) => Start(meeting) is not { } start
        ? null
        : new SeenMeeting(start, meeting[Known.Name], TypeOf(meeting), meeting.ArchivedAt is not null || meeting[Known.Outcome] is MeetingOutcome.Canceled ? Seen.Off : Seen.Booked);

    protected override IEnumerable<string> Roles(CrmRecord contact, IEnumerable<Link> links) =>
        links.Select(link => link.Label).OfType<string>().Select(label => RoleNames.GetValueOrDefault(label, label)).Take(1);

    private static Dictionary<string, string> Map(params (string Key, string Value)[] pairs) => pairs.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
}
