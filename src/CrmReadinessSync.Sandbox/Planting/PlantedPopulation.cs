using System.Globalization;

namespace CrmReadinessSync.Sandbox;

/// <summary>
/// A year of closed deals whose outcomes hang on what was planted, for back-tests whose right answer is known. Before the first meeting
/// <see cref="Effect.BeforeMeeting"/> is filled in, and fit as free text that mostly says nothing. After it, and once the outcome shows, reps
/// fill in the authority and tidy up the budget: who looks at what stands there today finds both decisive.
/// </summary>
internal sealed class PlantedPopulation : IPopulation
{
    private static readonly TimeSpan Span = TimeSpan.FromDays(360);
    private static readonly TimeSpan Newest = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Life = TimeSpan.FromDays(60);
    private static readonly TimeSpan Tokyo = TimeSpan.FromHours(9);
    private static readonly string[] Sources = [LeadSource.WebEnquiry, LeadSource.TradeShow, LeadSource.Referral, LeadSource.Outbound];
    private static readonly string[] Hollow = ["TBD", "-", "N/A", "同上", "未定"];

    private readonly long _deals;
    private readonly int _seed;
    private readonly DateTimeOffset _start;

    /// <summary>Makes nothing yet: drawing is on demand.</summary>
    /// <param name="deals">How many closed deals.</param>
    /// <param name="seed">The same seed, start and number of deals give the same history.</param>
    /// <param name="start">The instant the CRM is opened; everything lies before it.</param>
    public PlantedPopulation(long deals, int seed, DateTimeOffset start)
    {
        _deals = deals;
        _seed = seed;
        _start = DateTimeOffset.FromUnixTimeMilliseconds(start.ToUnixTimeMilliseconds());
    }

    /// <summary>The fit in the rep's own words: what no list of choices keeps from being hollow.</summary>
    public static PropertyDefinition FitInWords(string language) =>
        new("planted_fit", language == "ja" ? "課題との合致(自由記入)" : "Fit, in words", PropertyType.Text, []);

    public long Count(RecordKind kind) => kind switch
    {
        RecordKind.Deal => _deals,
        RecordKind.Company => CompanyOf(_deals - 1) + 1,
        RecordKind.Meeting => _deals * 2,
        _ => 0,
    };

    /// <summary>A deal's is its close. A company's is that of its first deal, a meeting's that of its deal.</summary>
    public DateTimeOffset ModifiedAt(RecordKey key) => ClosedAt(DealOf(key));

    public DateTimeOffset CreatedAt(RecordKey key) => ClosedAt(DealOf(key)) - Life + TimeSpan.FromMinutes(key.Kind == RecordKind.Meeting ? 30 : 0);

    public bool TryGlance(RecordKey key, string property, out string? value)
    {
        value = (key.Kind, property) switch
        {
            (RecordKind.Deal, Known.Stage) => IsWon(key.Number) ? Stage.Won : Stage.Lost,
            (RecordKind.Deal, Known.Pipeline) => "default",
            (RecordKind.Meeting, Known.Start) => Moment(MeetingAt(key.Number)),
            (RecordKind.Meeting, Known.Outcome) => MeetingOutcome.Completed,
            _ => null,
        };
        return value is not null;
    }

    public IReadOnlyList<Change> Draw(RecordKey key) => key.Kind switch
    {
        RecordKind.Deal => [.. DrawDeal(key.Number).OrderBy(change => change.At)],
        RecordKind.Company => DrawCompany(key),
        _ => DrawMeeting(key),
    };

    public IReadOnlyList<Link> Links(RecordKey key, RecordKind to) => (key.Kind, to) switch
    {
        (RecordKind.Deal, RecordKind.Company) => [new Link(new RecordKey(to, CompanyOf(key.Number)), Link.Primary, CreatedAt(key))],
        (RecordKind.Company, RecordKind.Deal) => [.. DealsOf(key.Number).Select(deal => new RecordKey(to, deal)).Select(deal => new Link(deal, Link.Primary, CreatedAt(deal)))],
        (RecordKind.Deal, RecordKind.Meeting) => [.. Enumerable.Range(0, 2).Select(i => new Link(new RecordKey(to, (key.Number * 2) + i), null, CreatedAt(key)))],
        (RecordKind.Meeting, RecordKind.Deal) => [new Link(new RecordKey(to, key.Number / 2), null, CreatedAt(key))],
        _ => [],
    };

    private IEnumerable<Change> DrawDeal(long deal)
    {
        var dice = DealDice(deal);
        var won = IsWon(deal);
        var rep = EditSource.Person(dice.Next("owner", 7));
        var (closed, first) = (ClosedAt(deal), MeetingAt(deal * 2));
        var created = closed - Life;
        var open = new[] { Stage.Appointment, Stage.Qualified, Stage.Presented };
        DateTimeOffset Before(string what) => first - TimeSpan.FromHours(24 + dice.Next($"{what}.before", 200));
        DateTimeOffset After(string what) => first + TimeSpan.FromHours(24 + dice.Next($"{what}.after", 200));

        yield return new Change(Known.Name, $"{PlaceOf(CompanyOf(deal)).ShortName} #{deal + 1}", created, rep);
        yield return new Change(Known.Pipeline, "default", created, rep);
        yield return new Change(Known.OwnerNumber, rep.Id, created, rep);
        yield return new Change(Known.Source, dice.Pick("source", Sources), created, EditSource.System);
        yield return new Change(Known.Amount, (500_000 + (50_000 * dice.Next("amount", 40))).ToString(CultureInfo.InvariantCulture), created, rep);
        for (var i = 0; i < open.Length; i++)
            yield return new Change(Known.Stage, open[i], created + (Life * (i / (double)open.Length)), rep);
        yield return new Change(Known.Stage, won ? Stage.Won : Stage.Lost, closed, rep);
        yield return new Change(Known.CloseDate, Moment(closed), created, rep);
        foreach (var effect in Effect.BeforeMeeting)
            yield return new Change(effect.Field, effect.Draw(dice, won), Before(effect.Field), rep);
        // Free text that is filled in everywhere and says something in one deal of eight.
        yield return new Change(FitInWords("en").Name, dice.Next("fit", 8) > 0 ? dice.Pick("hollow", Hollow) : dice.Next("fit.said", 2) == 0 ? "match" : "mismatch", Before("fit"), rep);
        // Known once the outcome shows: worth nothing before the meeting, whatever it looks like afterwards.
        yield return new Change(ReadinessFields.Authority, won ? "approver" : "no_mandate", After(ReadinessFields.Authority), rep);
        if (dice.Next("tidied", 2) == 0)
            yield return new Change(Effect.Budget.Field, won ? Effect.Budget.For : Effect.Budget.Against, closed - TimeSpan.FromHours(1), rep);
    }

    private IReadOnlyList<Change> DrawCompany(RecordKey key)
    {
        var place = PlaceOf(key.Number);
        var (at, by) = (CreatedAt(key), EditSource.System);
        return
        [
            new(Known.Name, place.Name, at, by), new(Known.Domain, place.Domain, at, by), new(Known.Industry, place.Industry, at, by),
            new(Known.Employees, place.Employees.ToString(CultureInfo.InvariantCulture), at, by), new(Known.City, place.City, at, by), new(Known.Country, place.Country, at, by),
        ];
    }

    private IReadOnlyList<Change> DrawMeeting(RecordKey key)
    {
        var (created, start) = (CreatedAt(key), MeetingAt(key.Number));
        var rep = EditSource.Person(DealDice(key.Number / 2).Next("owner", 7));
        var title = IsJapanese(CompanyOf(key.Number / 2))
            ? key.Number % 2 == 0 ? Plots.First : Plots.Second
            : key.Number % 2 == 0 ? Plots.Intro : "proposal";
        return
        [
            new(Known.Name, $"{PlaceOf(CompanyOf(key.Number / 2)).ShortName}: {title}", created, rep), new(Known.OwnerNumber, rep.Id, created, rep),
            new(Known.Start, Moment(start), created, rep), new(Known.End, Moment(start.AddHours(1)), created, rep), new(Known.Outcome, MeetingOutcome.Completed, start.AddHours(2), rep),
        ];
    }

    /// <summary>Ascends with the number, over a year.</summary>
    private DateTimeOffset ClosedAt(long deal)
    {
        var share = (_deals - 1 - deal + DealDice(deal).Share("closed")) / _deals;
        return DateTimeOffset.FromUnixTimeMilliseconds((_start - Newest - (Span * share)).ToUnixTimeMilliseconds());
    }

    /// <summary>The first five weeks before the close, the second two; in office hours of Tokyo.</summary>
    private DateTimeOffset MeetingAt(long meeting)
    {
        var day = ClosedAt(meeting / 2).ToOffset(Tokyo).Date.AddDays(meeting % 2 == 0 ? -35 : -14);
        return new DateTimeOffset(day, Tokyo).AddHours(10).AddMinutes(30 * DealDice(meeting / 2).Next($"slot.{meeting % 2}", 14)).ToUniversalTime();
    }

    private bool IsWon(long deal) => DealDice(deal).Next("outcome", 2) == 0;

    private long DealOf(RecordKey key) => key.Kind switch
    {
        RecordKind.Company => Math.Min(key.Number * 3 / 2, _deals - 1),
        RecordKind.Meeting => key.Number / 2,
        _ => key.Number,
    };

    /// <summary>Two companies to three deals: every other one has two.</summary>
    private static long CompanyOf(long deal) => deal * 2 / 3;

    private IEnumerable<long> DealsOf(long company)
    {
        for (var deal = company * 3 / 2; deal < _deals && CompanyOf(deal) <= company; deal++)
        {
            if (CompanyOf(deal) == company)
                yield return deal;
        }
    }

    private static bool IsJapanese(long company) => company % 3 == 0;

    private Place PlaceOf(long company) => Places.Draw(new Dice(_seed, "planted company", company), IsJapanese(company), CompanySize.Middle);

    private Dice DealDice(long deal) => new(_seed, "planted deal", deal);

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
