using System.Collections.Immutable;
using System.Globalization;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>Puts a deal's row and what hangs on it together. Pure.</summary>
internal sealed class SnapshotBuilder(PropertyPlan plan, CrmConnection connection)
{
    /// <summary>The whole deal.</summary>
    /// <param name="row">Its own properties.</param>
    /// <param name="links">What hangs on it.</param>
    /// <param name="related">The linked records; one that is absent no longer exists.</param>
    /// <param name="history">What the history of its properties tells; null when it was not asked for.</param>
    /// <param name="now">The account's clock: tells a rescheduled meeting that lies ahead from one that is over.</param>
    public DealSnapshot Build(
        DealRow row, DealLinks links, RelatedRecords related, DealHistory? history, DateTimeOffset now)
    {
        var values = OwnValues(row, history?.SetAt);
        if (plan.CountsPushes && history?.Pushes is { } pushes)
        {
            values[PropertyPlan.PushesWord] = new ObservedValue(pushes.ToString(CultureInfo.InvariantCulture), history.PushedAt);
        }

        if (PutOffsOf(links.Meetings, related) is { Count: > 0 } putOffs)
        {
            values[PropertyPlan.PutOffsWord] = new ObservedValue(putOffs.Count.ToString(CultureInfo.InvariantCulture), putOffs.LastAt);
        }

        foreach (var (field, value) in CompanyValues(links.Companies.Count > 0 ? related.Companies.GetValueOrDefault(links.Companies[0]) : null))
        {
            values[field] = new ObservedValue(value);
        }

        var contacts = links.Contacts.Where(contact => related.Contacts.ContainsKey(contact.Key)).ToList();
        foreach (var (field, from) in plan.ContactFields)
        {
            var all = contacts.Select(contact => RawValues.Read(field, related.Contacts[contact.Key].Text(from), connection.TimeZone)).OfType<string>();
            values[field.Name] = new ObservedValue(string.Join(';', all.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) is { Length: > 0 } text ? text : null);
        }

        return Shell(row) with
        {
            Values = values.ToImmutable(),
            Contacts = [.. contacts.Select(contact => new DealContact(contact.Key, Roles(contact.Value, related.Contacts[contact.Key])))],
            CompanyIds = [.. links.Companies],
            Meetings = [.. links.Meetings.Select(id => MeetingOf(id, related.Meetings.GetValueOrDefault(id), now)).OfType<DealMeeting>().OrderBy(m => m.Start).ThenBy(m => m.Id, RecordIds.Order)],
        };
    }

    /// <summary>A deal that is no longer ours to judge: its own properties anew, the rest as it was known.</summary>
    public DealSnapshot Build(DealRow row, DealSnapshot known) => Shell(row) with
    {
        Values = known.Values.SetItems(OwnValues(row, null).Select(own =>
            KeyValuePair.Create(own.Key, known.Values.TryGetValue(own.Key, out var before) && before.Value == own.Value.Value ? before : own.Value))),
        Contacts = known.Contacts,
        CompanyIds = known.CompanyIds,
        Meetings = known.Meetings,
    };

    /// <summary>Whether the row says of the deal itself what the journal already holds.</summary>
    public bool SaysTheSame(DealRow row, DealSnapshot known) =>
        row.IsClosed == known.IsClosed
        && row.Properties.Text(PropertyPlan.Name) == known.Name
        && plan.DealFields.All(property => known.Values.TryGetValue(property.Field.Name, out var value) && value.Value == RawValues.Read(property.Field, row.Properties.Text(property.From), connection.TimeZone))
        && plan.Targets.All(target => ShownValues.Normalize(known.Shown.GetValueOrDefault(target)) == ShownValues.Normalize(row.Properties.Text(target)));

    /// <summary>A known deal whose company's values may have changed; the same object when they did not.</summary>
    public DealSnapshot WithCompany(DealSnapshot known, PropertyBag company)
    {
        var values = known.Values;
        foreach (var (field, value) in CompanyValues(company))
        {
            if (!values.TryGetValue(field, out var before) || before.Value != value)
            {
                values = values.SetItem(field, new ObservedValue(value));
            }
        }

        return ReferenceEquals(values, known.Values) ? known : known with { Values = values };
    }

    /// <summary>Buying roles of the contact and labels of its association, lower-cased, words joined by <c>_</c>, sorted.</summary>
    public ImmutableArray<string> Roles(IEnumerable<string> labels, PropertyBag contact)
    {
        var buying = plan.Roles is { } property ? contact.Text(property)?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [] : [];
        return [.. buying.Concat(labels).Select(RoleName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>A meeting as HubSpot tells it; null when it has no readable start.</summary>
    public DealMeeting? MeetingOf(string id, PropertyBag? meeting, DateTimeOffset now)
    {
        if (meeting is null || (RawValues.ReadMoment(meeting.Text(PropertyPlan.MeetingStart)) ?? RawValues.ReadMoment(meeting.Text(PropertyPlan.MeetingTimestamp))) is not { } start)
        {
            return null;
        }

        // Booking tools mark RESCHEDULED and move the same record ahead: then it is the live one. One left in the past was replaced.
        var outcome = meeting.Text(PropertyPlan.MeetingOutcome)?.ToUpperInvariant();
        var state = outcome switch
        {
            "COMPLETED" => MeetingState.Held,
            "CANCELED" or "CANCELLED" => MeetingState.Cancelled,
            "NO_SHOW" => MeetingState.NoShow,
            "RESCHEDULED" when start <= now => MeetingState.Cancelled,
            _ => MeetingState.Booked,
        };
        return new DealMeeting(id, start, RawValues.ReadMoment(meeting.Text(PropertyPlan.MeetingEnd)), meeting.Text(PropertyPlan.MeetingTitle), meeting.Text(plan.MeetingType), state, MovedByThem: IsMovedByThem(meeting));
    }

    /// <summary>Booking tools mark RESCHEDULED when the guest picks another time; a rep who drags the meeting leaves no mark.</summary>
    public bool IsMovedByThem(PropertyBag meeting) =>
        string.Equals(meeting.Text(PropertyPlan.MeetingOutcome), "RESCHEDULED", StringComparison.OrdinalIgnoreCase)
        || (plan.MovedBy is { } mover && Movers.AreThey(connection, meeting.Text(mover)));

    /// <summary>A mapped count is dated by its meeting, since nothing tells when it last grew.</summary>
    private PutOffs PutOffsOf(IEnumerable<string> meetings, RelatedRecords related)
    {
        var all = PutOffs.None;
        foreach (var id in meetings)
        {
            if (plan.PutOffs is { } counted && related.Meetings.GetValueOrDefault(id) is { } meeting)
            {
                all += Movers.Times(meeting.Text(counted)) is > 0 and var times ? new PutOffs(times, RawValues.ReadMoment(meeting.Text(PropertyPlan.MeetingStart))) : PutOffs.None;
            }
            else
            {
                all += related.PutOffs.GetValueOrDefault(id);
            }
        }

        return all;
    }

    private DealSnapshot Shell(DealRow row) => new()
    {
        Id = row.Id,
        Name = row.Properties.Text(PropertyPlan.Name),
        ModifiedAt = row.Stamp,
        IsClosed = row.IsClosed,
        IsWon = row.IsClosed ? row.Properties.Text(PropertyPlan.IsWon) == "true" : null,
        Shown = plan.Targets.ToImmutableSortedDictionary(target => target, row.Properties.Text, StringComparer.Ordinal),
    };

    private ImmutableSortedDictionary<string, ObservedValue>.Builder OwnValues(DealRow row, IReadOnlyDictionary<string, DateTimeOffset>? setAt)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, ObservedValue>(StringComparer.Ordinal);
        foreach (var (field, from) in plan.DealFields)
        {
            var value = RawValues.Read(field, row.Properties.Text(from), connection.TimeZone);
            var isDated = value is not null && setAt is not null && field is { Kind: FieldKind.Answer, Type: not FieldType.Date };
            values[field.Name] = new ObservedValue(value, isDated && setAt!.TryGetValue(from, out var moment) ? moment : null);
        }

        return values;
    }

    private IEnumerable<(string Field, string? Value)> CompanyValues(PropertyBag? company) =>
        plan.CompanyFields.Select(property => (property.Field.Name, RawValues.Read(property.Field, company?.Text(property.From), connection.TimeZone)));

    /// <summary>A role as rules name it.</summary>
    internal static string RoleName(string role) => role.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');
}

/// <summary>Linked records by id, and how often they put meetings off, as far as a history tells.</summary>
internal sealed record RelatedRecords(
    IReadOnlyDictionary<string, PropertyBag> Contacts,
    IReadOnlyDictionary<string, PropertyBag> Companies,
    IReadOnlyDictionary<string, PropertyBag> Meetings,
    IReadOnlyDictionary<string, PutOffs> PutOffs);
