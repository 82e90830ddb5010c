using System.Globalization;

namespace CrmReadinessSync.Sandbox;

/// <summary>Drawing deals.</summary>
internal sealed partial class GeneratedPopulation
{
    private static readonly string[] Open = [Stage.Appointment, Stage.Qualified, Stage.Presented, Stage.BoughtIn, Stage.Contract];

    private static readonly (string Ja, string En)[] Topics =
    [
        ("在庫管理", "stock control"), ("配車計画", "route planning"), ("日報の電子化", "paper shift reports"), ("受発注業務", "order entry"),
        ("検査記録", "inspection records"), ("設備保全", "maintenance planning"), ("請求書処理", "invoice handling"), ("予実管理", "budget tracking"),
    ];

    /// <summary>When somebody filled in the answers of many deals from a list view: before the last edit of any deal.</summary>
    private DateTimeOffset ListFill => Daytime(_start - Span, -2, 480);

    /// <inheritdoc/>
    public bool TryGlance(RecordKey key, string property, out string? value)
    {
        value = null;
        if (key.Kind == RecordKind.Deal && property is Known.Stage or Known.Pipeline or Known.OwnerNumber or Known.Source)
        {
            var plot = Layout(key.Number / _size).PlotAt((int)(key.Number % _size));
            value = property switch
            {
                Known.Stage => plot.Stage,
                Known.Source => plot.Source,
                Known.OwnerNumber => OwnerOf(key.Number, plot),
                _ => "default",
            };
            return true;
        }

        if (key.Kind == RecordKind.Deal && property is Known.LastReply)
            return Layout(key.Number / _size).PlotAt((int)(key.Number % _size)).RepliedAge is null;

        if (key.Kind == RecordKind.Meeting && property is Known.Start or Known.Outcome)
        {
            var (block, position, index) = Place(key);
            var plot = Layout(block).PlotAt(position);
            value = property == Known.Start ? Moment(MeetingStart((block * _size) + position, plot, index)) : plot.Meetings[index].Outcome;
            return true;
        }

        return false;
    }

    private IEnumerable<Change> DrawDeal(long block, int position)
    {
        var deal = (block * _size) + position;
        var plot = Layout(block).PlotAt(position);
        var dice = DealDice(deal);
        var created = DealCreatedAt(deal, plot);
        var edited = DealModifiedAt(deal);
        var owner = OwnerOf(deal, plot);
        var rep = new EditSource(SourceKind.Person, owner);
        var topic = dice.Pick("topic", Topics);
        var place = PlaceOf(block, position);
        var dueDay = plot.DecideIn is { } days ? _start.ToOffset(Tokyo).AddDays(days) : (DateTimeOffset?)null;
        // Drawing a person costs more than the rest of the deal: only where one is spoken of.
        string Fill(string text) => !text.Contains('{', StringComparison.Ordinal) ? text : text
            .Replace("{topic}", plot.Japanese ? topic.Ja : topic.En, StringComparison.Ordinal)
            .Replace("{person}", !text.Contains("{person}", StringComparison.Ordinal) ? "" : plot.Contacts.Length > 0 ? PersonOf(block, position, 0).LastName : plot.Japanese ? "ご担当者" : "them", StringComparison.Ordinal)
            .Replace("{due}", dueDay is null ? "" : plot.Japanese ? $"{dueDay.Value.Month}月{dueDay.Value.Day}日" : dueDay.Value.ToString("d MMMM", CultureInfo.InvariantCulture), StringComparison.Ordinal);

        var changes = new List<Change>
        {
            new(Known.Name, plot.Japanese ? $"{place.ShortName}様_{topic.Ja}" : $"{place.ShortName} - {topic.En}", created, rep),
            new(Known.Pipeline, "default", created, rep),
            new(Known.OwnerNumber, owner, created, rep),
            new(Known.DealType, plot.Source == LeadSource.Customer ? "existing" : "new", created, rep),
            new(Known.Source, plot.Source, created, EditSource.System),
            new(Known.Campaign, plot.Campaign, created, EditSource.System),
            new(Known.Amount, Amount(dice, plot, place), Daytime(edited, -Math.Min(plot.CreatedAge, 10), dice.Next("amount.at", 500)), rep),
        };
        AddStages(changes, plot, dice, created, edited, rep);
        AddCloseDates(changes, plot, created, edited, rep);
        foreach (var said in plot.Said.Where(said => dice.Share(said.Field) < said.Share))
            changes.Add(new Change(said.Field, said.Value, plot.FilledFromList ? ListFill + TimeSpan.FromMilliseconds(dice.Next(said.Field, 3000)) : Daytime(edited, -said.Age, dice.Next(said.Field, 500)), rep));
        if (!plot.Notes.IsEmpty)
            changes.Add(new Change(ReadinessFields.Note, Fill(dice.Pick("note", plot.Notes)), Daytime(edited, -plot.NoteAge, dice.Next("note.at", 500)), rep));
        if (dueDay is { } due)
            changes.Add(new Change(ReadinessFields.DecideBy, Day(due), Daytime(edited, -plot.Said.Select(said => said.Age).DefaultIfEmpty(5).Min(), 40), rep));
        if (plot.ConfirmedAge is { } age)
            changes.Add(new Change(ReadinessFields.ConfirmedOn, Day(edited.AddDays(-age)), Daytime(edited, -age, 300), rep));
        changes.Add(new Change(ReadinessFields.Unease, plot.Unease, Daytime(edited, -plot.NoteAge, 55), rep));
        AddOverride(changes, plot, edited, rep);
        if (plot.RepliedAge is { } silence && Daytime(_start, -silence, dice.Next("replied", 500)) is var replied)
            changes.Add(new Change(Known.LastReply, Moment(replied), replied, EditSource.System));
        if (!plot.ClosedReasons.IsEmpty)
            changes.Add(new Change(plot.Stage == Stage.Won ? Known.WonReason : Known.LostReason, dice.Pick("closed", plot.ClosedReasons), Daytime(edited, plot.CloseIn, 60), rep));
        changes.Add(plot.NextSteps.IsEmpty
            ? new Change(Known.Priority, dice.Pick("priority", ["low", "medium", "high"]), edited, rep)
            : new Change(Known.NextStep, Fill(dice.Pick("next", plot.NextSteps)), edited, rep));
        // Nothing happens to a deal before it exists or after its last edit.
        return changes.Select(change => change.At < created ? change with { At = created } : change.At > edited ? change with { At = edited } : change);
    }

    private void AddOverride(List<Change> changes, Plot plot, DateTimeOffset edited, EditSource rep)
    {
        var at = Daytime(edited, -1, 350);
        changes.Add(new Change(ReadinessFields.Override, plot.Override, at, rep));
        changes.Add(new Change(ReadinessFields.OverrideReason, plot.OverrideReason, at, rep));
        changes.Add(new Change(ReadinessFields.OverrideUntil, plot.OverrideUntil is { } days ? Day(_start.AddDays(days)) : null, at, rep));
    }

    private static void AddStages(List<Change> changes, Plot plot, Dice dice, DateTimeOffset created, DateTimeOffset edited, EditSource rep)
    {
        var closed = Stage.IsClosed(plot.Stage);
        var last = closed ? (plot.Stage == Stage.Won ? 5 : 1 + dice.Next("lost.at", 3)) : Array.IndexOf(Open, plot.Stage) + 1;
        var end = closed ? edited.AddDays(plot.CloseIn) : edited.AddDays(-2);
        for (var i = 0; i < last; i++)
            changes.Add(new Change(Known.Stage, Open[i], i == 0 ? created : created + ((end - created) * (i / (double)last)), rep));
        if (closed)
            changes.Add(new Change(Known.Stage, plot.Stage, Daytime(edited, plot.CloseIn, 60), rep));
    }

    private void AddCloseDates(List<Change> changes, Plot plot, DateTimeOffset created, DateTimeOffset edited, EditSource rep)
    {
        var closed = Stage.IsClosed(plot.Stage);
        var final = closed ? Daytime(edited, plot.CloseIn, 60) : Daytime(_start, plot.CloseIn, 525);
        for (var push = 0; push <= plot.Pushes; push++)
        {
            var left = plot.Pushes - push;
            var until = closed ? final : edited;
            changes.Add(new Change(Known.CloseDate, Moment(final.AddDays(-30 * left)), created + ((until - created) * (push / (plot.Pushes + 1.0))), rep));
        }
    }

    private string OwnerOf(long deal, Plot plot)
    {
        // One deal in fifty still belongs to somebody who left.
        var owner = plot.Japanese ? DealDice(deal).Next("owner", 3) : DealDice(deal).Next("left", 50) == 0 ? 7 : 3 + DealDice(deal).Next("owner", 4);
        return owner.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Amounts are in the account's one currency, yen; a first enquiry often has none yet.</summary>
    private static string? Amount(Dice dice, Plot plot, Place place)
    {
        if (plot.Stage == Stage.Appointment && dice.Next("amount.blank", 2) == 0)
            return null;
        var basis = place.Employees < 60 ? 400_000 : place.Employees < 600 ? 1_500_000 : 6_000_000;
        return (basis + (basis / 10 * dice.Next("amount", 20))).ToString(CultureInfo.InvariantCulture);
    }
}
