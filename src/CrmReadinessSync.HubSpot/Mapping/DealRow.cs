using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>A deal as listed or searched: its own properties, without what hangs on it.</summary>
/// <param name="Id">The deal.</param>
/// <param name="Stamp">Its <c>hs_lastmodifieddate</c>, to the millisecond.</param>
/// <param name="Properties">Its values.</param>
internal sealed record DealRow(string Id, DateTimeOffset Stamp, PropertyBag Properties)
{
    /// <summary>Contacts, companies and meetings, when the listing told them; null when they must be asked for.</summary>
    public DealLinks? Links { get; init; }

    public bool IsClosed => Properties.Text(PropertyPlan.IsClosed) == "true";

    /// <summary>Whether the deal is open and within the connection's filters.</summary>
    public bool IsOurs(DealFilter filter) =>
        !IsClosed
        && Passes(filter.Pipelines, PropertyPlan.Pipeline)
        && Passes(filter.Stages, PropertyPlan.Stage)
        && Passes(filter.Owners, PropertyPlan.Owner)
        && (filter.CreatedAfter is not { } bound || RawValues.ReadMoment(Properties.Text(PropertyPlan.Created)) is not { } created || created >= bound);

    private bool Passes(System.Collections.Immutable.ImmutableArray<string> allowed, string property) =>
        allowed.IsEmpty || (Properties.Text(property) is { } value && allowed.Contains(value, StringComparer.Ordinal));
}

/// <summary>What hangs on a deal, by id.</summary>
internal sealed class DealLinks
{
    /// <summary>Contact → labels of the association, as roles.</summary>
    public SortedDictionary<string, IReadOnlyList<string>> Contacts { get; } = new(RecordIds.Order);

    /// <summary>Companies, the primary one first.</summary>
    public List<string> Companies { get; } = [];

    public SortedSet<string> Meetings { get; } = new(RecordIds.Order);

    /// <summary>Whether the listing cut a list short, so that it must be asked for in full.</summary>
    public bool IsCut { get; init; }

    /// <summary>
    /// Whether a contact stands here under a label that the account made. A list calls it by its internal name, which no other request tells; what the rep
    /// reads, and what every later read gives, comes with the association itself.
    /// </summary>
    public bool IsLabelled { get; private init; }

    /// <summary>Reads associations that came inline with a listed record, without labels.</summary>
    public static DealLinks OfInline(Dictionary<string, InlineLinks>? associations)
    {
        var links = new DealLinks
        {
            IsCut = associations?.Values.Any(list => list.Paging?.Next?.After is not null) ?? false,
            IsLabelled = List(ObjectTypes.Contacts).Any(link => link.Type?.StartsWith("deal_to_", StringComparison.Ordinal) is false),
        };
        foreach (var contact in List(ObjectTypes.Contacts))
        {
            links.Contacts[contact.Id] = [];
        }

        links.Add(List(ObjectTypes.Companies).Select(link => (link.Id, link.Type == "deal_to_company")));
        links.Meetings.UnionWith(List(ObjectTypes.Meetings).Select(link => link.Id));
        return links;

        IReadOnlyList<InlineLink> List(string type) => associations?.GetValueOrDefault(type)?.Results ?? [];
    }

    /// <summary>Adds what an association batch told.</summary>
    public void Add(string type, IReadOnlyList<LinkTarget> targets)
    {
        switch (type)
        {
            case ObjectTypes.Contacts:
                foreach (var target in targets)
                {
                    Contacts[target.ToObjectId] = [.. target.AssociationTypes.Where(kind => kind.Category != "HUBSPOT_DEFINED").Select(kind => kind.Label).OfType<string>()];
                }

                break;
            case ObjectTypes.Companies:
                Add(targets.Select(target => (target.ToObjectId, target.AssociationTypes.Any(kind => kind is { Category: "HUBSPOT_DEFINED", TypeId: 5 }))));
                break;
            default:
                Meetings.UnionWith(targets.Select(target => target.ToObjectId));
                break;
        }
    }

    private void Add(IEnumerable<(string Id, bool IsPrimary)> companies) =>
        Companies.AddRange(companies
            .GroupBy(company => company.Id, StringComparer.Ordinal)
            .OrderByDescending(company => company.Any(link => link.IsPrimary))
            .ThenBy(company => company.Key, RecordIds.Order)
            .Select(company => company.Key));
}

/// <summary>Record ids are numbers sent as text; their order is that of the numbers.</summary>
internal static class RecordIds
{
    public static IComparer<string> Order { get; } = Comparer<string>.Create(static (one, other) =>
        one.Length != other.Length ? one.Length.CompareTo(other.Length) : string.CompareOrdinal(one, other));
}
