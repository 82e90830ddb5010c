namespace CrmReadinessSync.Sandbox;

/// <summary>One kind of association from one object type to another.</summary>
/// <param name="From">The type it is seen from.</param>
/// <param name="To">The type on the other end.</param>
/// <param name="Stored">The store's label; null for the plain association.</param>
/// <param name="TypeId">HubSpot's number of it in this direction.</param>
/// <param name="Category"><c>HUBSPOT_DEFINED</c> or <c>USER_DEFINED</c>.</param>
/// <param name="Label">What people read; null for the plain association.</param>
/// <param name="Name">The old name, as lists with inline associations write it.</param>
internal sealed record HubSpotLabel(RecordKind From, RecordKind To, string? Stored, int TypeId, string Category, string? Label, string Name);

/// <summary>The association types of the account, in both directions.</summary>
internal sealed class HubSpotLabels
{
    private const string Own = "HUBSPOT_DEFINED";
    private const string User = "USER_DEFINED";
    private readonly List<HubSpotLabel> _labels = [];
    private int _next = 31;

    public HubSpotLabels(string language)
    {
        var ja = language == "ja";
        Pair(RecordKind.Deal, RecordKind.Contact, null, 3, 4, Own, null, "deal_to_contact", "contact_to_deal");
        Pair(RecordKind.Deal, RecordKind.Company, Link.Primary, 5, 6, Own, "Primary", "deal_to_company", "company_to_deal");
        Pair(RecordKind.Deal, RecordKind.Company, null, 341, 342, Own, null, "deal_to_company_unlabeled", "company_to_deal_unlabeled");
        Pair(RecordKind.Deal, RecordKind.Meeting, null, 211, 212, Own, null, "deal_to_meeting_event", "meeting_event_to_deal");
        Pair(RecordKind.Deal, RecordKind.Task, null, 215, 216, Own, null, "deal_to_task", "task_to_deal");
        Pair(RecordKind.Contact, RecordKind.Meeting, null, 199, 200, Own, null, "contact_to_meeting_event", "meeting_event_to_contact");
        Pair(RecordKind.Company, RecordKind.Meeting, null, 187, 188, Own, null, "company_to_meeting_event", "meeting_event_to_company");
        Pair(RecordKind.Contact, RecordKind.Company, Link.Primary, 1, 2, Own, "Primary", "contact_to_company", "company_to_contact");
        Pair(RecordKind.Contact, RecordKind.Company, null, 279, 280, Own, null, "contact_to_company_unlabeled", "company_to_contact_unlabeled");
        foreach (var (role, japanese, english) in new[]
        {
            (ContactRole.DecisionMaker, "意思決定者", "Decision maker"), (ContactRole.Champion, "推進者", "Champion"), (ContactRole.BudgetHolder, "予算の所有者", "Budget holder"),
            (ContactRole.Influencer, "影響者", "Influencer"), (ContactRole.EndUser, "利用者", "End user"), (ContactRole.Sponsor, "経営幹部スポンサー", "Executive sponsor"), (ContactRole.Purchasing, "購買", "Purchasing"),
        })
            Define(RecordKind.Deal, RecordKind.Contact, role, ja ? japanese : english, role);
    }

    /// <summary>Association types from one object type to another.</summary>
    public IEnumerable<HubSpotLabel> Between(RecordKind from, RecordKind to) => _labels.Where(label => label.From == from && label.To == to);

    public HubSpotLabel? Plain(RecordKind from, RecordKind to) => Between(from, to).FirstOrDefault(label => label.Stored is null);

    public HubSpotLabel? Of(RecordKind from, RecordKind to, int typeId) => Between(from, to).FirstOrDefault(label => label.TypeId == typeId);

    /// <summary>Every type a pair of records is associated under: the plain one always comes along.</summary>
    public IEnumerable<HubSpotLabel> Types(RecordKind from, RecordKind to, IEnumerable<Link> links)
    {
        var stored = links.Select(link => link.Label).ToHashSet();
        return Between(from, to).Where(label => label.Stored is null || stored.Contains(label.Stored));
    }

    /// <summary>Adds a user's label in both directions.</summary>
    public HubSpotLabel Define(RecordKind from, RecordKind to, string stored, string label, string name)
    {
        Pair(from, to, stored, _next, _next + 1, User, label, name, name);
        _next += 2;
        return Between(from, to).Last();
    }

    /// <summary>Renames a user's label; false when it is none.</summary>
    public bool Rename(RecordKind from, RecordKind to, int typeId, string label)
    {
        var at = _labels.FindIndex(known => known.From == from && known.To == to && known.TypeId == typeId && known.Category == User);
        if (at >= 0)
            _labels[at] = _labels[at] with { Label = label };
        return at >= 0;
    }

    /// <summary>Removes a user's label from both directions; false when it is none.</summary>
    public bool Remove(RecordKind from, RecordKind to, int typeId)
    {
        if (Of(from, to, typeId) is not { Category: User } label)
            return false;
        _labels.RemoveAll(known => known.Stored == label.Stored && ((known.From == from && known.To == to) || (known.From == to && known.To == from)));
        return true;
    }

    private void Pair(RecordKind from, RecordKind to, string? stored, int forth, int back, string category, string? label, string forthName, string backName)
    {
        _labels.Add(new HubSpotLabel(from, to, stored, forth, category, label, forthName));
        _labels.Add(new HubSpotLabel(to, from, stored, back, category, label, backName));
    }
}
