using System.Globalization;

namespace CrmReadinessSync.Sandbox;

/// <summary>Drawing companies, contacts and meetings, and what belongs together.</summary>
internal sealed partial class GeneratedPopulation
{
    /// <inheritdoc/>
    public IReadOnlyList<Link> Links(RecordKey key, RecordKind to)
    {
        var (block, position, index) = Place(key);
        var layout = Layout(block);
        var plot = layout.PlotAt(position);
        var at = CreatedAt(key);
        return (key.Kind, to) switch
        {
            (RecordKind.Deal, RecordKind.Company) => [new Link(CompanyKey(block, position), Link.Primary, at)],
            (RecordKind.Deal, RecordKind.Contact) => [.. ContactsOf(block, position, plot, at)],
            (RecordKind.Deal, RecordKind.Meeting) => [.. plot.Meetings.Select((_, i) => new Link(MeetingKey(block, position, i), null, at))],
            (RecordKind.Company, RecordKind.Deal) => [.. layout.CompanyDeals[layout.CompanyAt(position)].Select(other => new Link(DealKey(block, other), Link.Primary, at))],
            (RecordKind.Company, RecordKind.Contact) => [.. layout.CompanyDeals[layout.CompanyAt(position)]
                .SelectMany(other => layout.PlotAt(other).Contacts.Select((_, i) => new Link(ContactKey(block, other, i), Link.Primary, at)))],
            (RecordKind.Contact, RecordKind.Company) => [new Link(CompanyKey(block, position), Link.Primary, at)],
            (RecordKind.Contact, RecordKind.Deal) => [.. DealsOf(block, position, index, plot, at)],
            (RecordKind.Contact, RecordKind.Meeting) when index == 0 => [.. plot.Meetings.Select((_, i) => new Link(MeetingKey(block, position, i), null, at))],
            (RecordKind.Meeting, RecordKind.Deal) => [new Link(DealKey(block, position), null, at)],
            (RecordKind.Meeting, RecordKind.Contact) when plot.Contacts.Length > 0 => [new Link(ContactKey(block, position, 0), null, at)],
            _ => [],
        };
    }

    private IEnumerable<Link> ContactsOf(long block, int position, Plot plot, DateTimeOffset at)
    {
        // An existing customer's new deal is led by the person who led the last one.
        if (Elder(block, position, plot) is { } elder)
            yield return new Link(ContactKey(block, elder, 0), ContactRole.Champion, at);
        for (var i = 0; i < plot.Contacts.Length; i++)
            yield return new Link(ContactKey(block, position, i), plot.Contacts[i].Length > 0 ? plot.Contacts[i] : null, at);
    }

    private IEnumerable<Link> DealsOf(long block, int position, int index, Plot plot, DateTimeOffset at)
    {
        yield return new Link(DealKey(block, position), plot.Contacts[index].Length > 0 ? plot.Contacts[index] : null, at);
        if (index > 0)
            yield break;
        var layout = Layout(block);
        foreach (var other in layout.CompanyDeals[layout.CompanyAt(position)])
        {
            if (other != position && Elder(block, other, layout.PlotAt(other)) == position)
                yield return new Link(DealKey(block, other), ContactRole.Champion, at);
        }
    }

    /// <summary>The position of the earlier deal of the same company, for a plot that follows one.</summary>
    private int? Elder(long block, int position, Plot plot)
    {
        if (plot.SharesCompanyWith is not { } name)
            return null;
        var layout = Layout(block);
        foreach (var other in layout.CompanyDeals[layout.CompanyAt(position)])
        {
            if (string.Equals(layout.PlotAt(other).Name, name, StringComparison.Ordinal))
                return other;
        }

        return null;
    }

    private Place PlaceOf(long block, int position)
    {
        var layout = Layout(block);
        var plot = layout.PlotAt(layout.CompanyDeals[layout.CompanyAt(position)][0]);
        return Places.Draw(new Dice(_seed, "company", CompanyKey(block, position).Number), plot.Japanese, plot.Size);
    }

    private Person PersonOf(long block, int position, int index)
    {
        var plot = Layout(block).PlotAt(position);
        return _people.Draw(new Dice(_seed, "contact", ContactKey(block, position, index).Number), plot.Japanese, PlaceOf(block, position).Domain, plot.Contacts[index]);
    }

    private IEnumerable<Change> DrawCompany(long block, int position)
    {
        var key = CompanyKey(block, position);
        var place = PlaceOf(block, position);
        var at = CreatedAt(key);
        var by = EditSource.System;
        return
        [
            new(Known.Name, place.Name, at, by), new(Known.Domain, place.Domain, at, by), new(Known.Industry, place.Industry, at, by),
            new(Known.Employees, place.Employees.ToString(CultureInfo.InvariantCulture), at, by), new(Known.City, place.City, at, by), new(Known.Country, place.Country, at, by),
            new(Known.Revenue, (place.Employees * 12_000_000L).ToString(CultureInfo.InvariantCulture), at, by),
        ];
    }

    private IEnumerable<Change> DrawContact(long block, int position, int index)
    {
        var key = ContactKey(block, position, index);
        var plot = Layout(block).PlotAt(position);
        var person = PersonOf(block, position, index);
        var at = CreatedAt(key);
        var by = EditSource.System;
        var role = plot.Contacts[index] is { Length: > 0 } and not ContactRole.Purchasing ? plot.Contacts[index] : null;
        return
        [
            new(Known.FirstName, person.FirstName, at, by), new(Known.LastName, person.LastName, at, by), new(Known.Email, person.Email, at, by),
            new(Known.Phone, person.Phone, at, by), new(Known.JobTitle, person.Title, at, by),
            new(Known.BuyingRole, role, at, new EditSource(SourceKind.Person, OwnerOf((block * _size) + position, plot))),
        ];
    }

    private IEnumerable<Change> DrawMeeting(long block, int position, int index)
    {
        var key = MeetingKey(block, position, index);
        var deal = (block * _size) + position;
        var plot = Layout(block).PlotAt(position);
        var meeting = plot.Meetings[index];
        var topic = DealDice(deal).Pick("topic", Topics);
        var start = MeetingStart(deal, plot, index);
        var created = CreatedAt(key);
        var edited = ModifiedAt(key);
        var rep = new EditSource(SourceKind.Person, OwnerOf(deal, plot));
        var place = PlaceOf(block, position);
        var length = TimeSpan.FromMinutes(meeting.Day > 0 && plot.Stage == Stage.Appointment ? 30 : 60);
        for (var move = meeting.Moved; move >= 0; move--)
        {
            var at = created + ((edited - created) * ((meeting.Moved - move) / (meeting.Moved + 1.0)));
            var then = start.AddDays(-7 * move);
            // The guest picks another time in the booking page.
            var by = move == meeting.Moved ? rep : EditSource.System;
            yield return new Change(Known.Start, Moment(then), at, by);
            yield return new Change(Known.End, Moment(then + length), at, by);
        }

        if (meeting.Moved > 0)
            yield return new Change(Known.PutOffs, meeting.Moved.ToString(CultureInfo.InvariantCulture), edited, EditSource.System);

        yield return new Change(Known.Name, plot.Japanese ? $"{place.ShortName}様 {meeting.Title}({topic.Ja})" : $"{place.ShortName}: {meeting.Title} on {topic.En}", created, rep);
        yield return new Change(Known.OwnerNumber, rep.Id, created, rep);
        yield return new Change(Known.MeetingType, meeting.Title is Plots.First or Plots.Intro ? "first_meeting" : "follow_up", created, rep);
        yield return new Change(Known.Location, plot.Japanese ? "オンライン" : "Video call", created, rep);
        yield return new Change(Known.Outcome, meeting.Outcome, meeting.Outcome is MeetingOutcome.Scheduled or null ? created : edited, rep);
    }

    private DateTimeOffset MeetingStart(long deal, Plot plot, int index)
    {
        var meeting = plot.Meetings[index];
        var day = Daytime(meeting.Day > 0 ? _start : DealModifiedAt(deal), meeting.Day > 0 ? ComingDay(deal / _size, plot, meeting.Day) : meeting.Day, 0).ToOffset(Tokyo).Date;
        // On the half hour between ten and half past four.
        var minutes = 30 * new Dice(_seed, "meeting", (deal * 8) + index).Next("slot", 14);
        var start = Half(day);
        // On a Friday tomorrow is days away: what is for tomorrow is held today if there is time.
        var today = _start.ToOffset(Tokyo).Date;
        return today.DayOfWeek is DayOfWeek.Friday && StaysTomorrow(deal / _size, plot, meeting.Day) && Half(today) > _start ? Half(today) : start;

        DateTimeOffset Half(DateTime date) => new DateTimeOffset(date, Tokyo).AddHours(10).AddMinutes(minutes).ToUniversalTime();
    }

    /// <summary>
    /// The day a block plays a plot's coming meeting. From block to block the plots take turns through the calendar, so that
    /// every day brings different deals. What is for tomorrow stays there in every fourth block, and a meeting keeps to its
    /// side of the day they decide.
    /// </summary>
    private int ComingDay(long block, Plot plot, int planned)
    {
        if (StaysTomorrow(block, plot, planned) || IsAfterDeciding(plot, planned))
            return planned;
        // A weekend moves a meeting by two days at most.
        var days = plot.DecideIn is > 0 and { } due ? Math.Clamp(due - 3, 1, Calendar) : Calendar;
        return 1 + (int)(((Plots.Index[plot.Name] * 5L) + (block * 7) + _turn) % days);
    }

    private static bool StaysTomorrow(long block, Plot plot, int planned) => planned == 1 && block % 4 == 0 && !IsAfterDeciding(plot, planned);

    private static bool IsAfterDeciding(Plot plot, int planned) => plot.DecideIn is > 0 and { } decided && planned >= decided;

    private DateTimeOffset MeetingCreatedAt(long deal, Plot plot, int index)
    {
        var created = DealCreatedAt(deal, plot).AddMinutes(30);
        var booked = MeetingStart(deal, plot, index).AddDays(-10 - (7 * plot.Meetings[index].Moved));
        var edited = DealModifiedAt(deal).AddMinutes(-10);
        return booked < created ? created : booked > edited ? edited : booked;
    }
}
