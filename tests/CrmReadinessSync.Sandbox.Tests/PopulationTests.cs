using System.Text;

namespace CrmReadinessSync.Sandbox.Tests;

public sealed class PopulationTests
{
    private static readonly DateTimeOffset Start = HubSpotClient.Start;

    [Fact]
    public void The_same_seed_and_start_give_the_same_CRM()
    {
        Everything(new GeneratedPopulation(200, 1, Start)).ShouldBe(Everything(new GeneratedPopulation(200, 1, Start)));
        Everything(new GeneratedPopulation(200, 2, Start)).ShouldNotBe(Everything(new GeneratedPopulation(200, 1, Start)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(41)]
    [InlineData(42)]
    [InlineData(200)]
    public void Stamps_ascend_and_nothing_happens_before_creation_or_after_the_last_edit(int deals)
    {
        var population = new GeneratedPopulation(deals, 3, Start);
        foreach (var kind in Enum.GetValues<RecordKind>())
        {
            var last = DateTimeOffset.MinValue;
            for (long number = 0; number < population.Count(kind); number++)
            {
                var key = new RecordKey(kind, number);
                var modified = population.ModifiedAt(key);
                modified.ShouldBeGreaterThanOrEqualTo(last);
                modified.ShouldBeLessThan(Start);
                (modified.Ticks % TimeSpan.TicksPerMillisecond).ShouldBe(0);
                population.CreatedAt(key).ShouldBeLessThanOrEqualTo(modified);
                foreach (var change in population.Draw(key))
                {
                    change.At.ShouldBeGreaterThanOrEqualTo(population.CreatedAt(key), $"{key} {change.Property}");
                    change.At.ShouldBeLessThanOrEqualTo(modified, $"{key} {change.Property}");
                }

                last = modified;
            }
        }
    }

    [Fact]
    public void A_glance_tells_what_a_drawing_shows()
    {
        var population = new GeneratedPopulation(200, 1, Start);
        foreach (var kind in Enum.GetValues<RecordKind>())
        {
            for (long number = 0; number < population.Count(kind); number++)
            {
                var key = new RecordKey(kind, number);
                foreach (var property in new[] { Known.Stage, Known.Pipeline, Known.OwnerNumber, Known.Source, Known.Start, Known.Outcome })
                {
                    if (population.TryGlance(key, property, out var value))
                        value.ShouldBe(population.Draw(key).LastOrDefault(change => change.Property == property).Value, $"{key} {property}");
                }
            }
        }
    }

    /// <summary>Whoever tries it on a Friday wants to see what becomes of near meetings too.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Whenever_it_is_opened_some_meeting_lies_within_three_days(int seed)
    {
        for (var hours = 0; hours < 7 * 24; hours += 3)
        {
            var now = Start.AddHours(hours);
            var population = new GeneratedPopulation(200, seed, now);
            Enumerable.Range(0, (int)population.Count(RecordKind.Meeting))
                .Select(number => population.Draw(new RecordKey(RecordKind.Meeting, number)).Last(change => change.Property == Known.Start).Value!)
                .ShouldContain(start => HubSpotText.ReadMoment(start) > now && HubSpotText.ReadMoment(start) <= now.AddHours(72), $"{now:ddd HH:mm}Z");
        }
    }

    [Fact]
    public void A_third_is_Japanese_and_every_plot_is_played()
    {
        Plots.All.Count(plot => plot.Japanese).ShouldBeInRange(Plots.All.Count * 3 / 10, Plots.All.Count * 4 / 10);
        var population = new GeneratedPopulation(Plots.All.Count, 1, Start);
        var names = Enumerable.Range(0, Plots.All.Count).Select(number => population.Draw(new RecordKey(RecordKind.Deal, number)).First(change => change.Property == Known.Name).Value!).ToList();
        names.Count(name => name.Any(character => character > 0x3000)).ShouldBe(Plots.All.Count(plot => plot.Japanese));
    }

    [Fact]
    public void No_text_is_left_with_a_placeholder_of_its_own()
    {
        var population = new GeneratedPopulation(420, 5, Start);
        foreach (var change in Enumerable.Range(0, 420).SelectMany(number => population.Draw(new RecordKey(RecordKind.Deal, number))))
            change.Value!.ShouldNotContain("{", customMessage: change.Property);
    }

    [Fact]
    public void Meetings_to_come_lie_on_weekdays_in_office_hours_of_Tokyo()
    {
        var population = new GeneratedPopulation(200, 1, Start);
        for (long number = 0; number < population.Count(RecordKind.Meeting); number++)
        {
            var start = HubSpotText.ReadMoment(population.Draw(new RecordKey(RecordKind.Meeting, number)).Last(change => change.Property == Known.Start).Value!)!.Value.ToOffset(TimeSpan.FromHours(9));
            start.DayOfWeek.ShouldNotBeOneOf(DayOfWeek.Saturday, DayOfWeek.Sunday);
            start.Hour.ShouldBeInRange(10, 16);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void The_next_ten_meetings_are_of_many_plots_whatever_the_weekday(int weekday)
    {
        using var crms = PracticeCrms.Open(new SandboxOptions(), Start.AddDays(weekday));
        foreach (var store in new[] { crms.HubSpot.View.Store, crms.Salesforce.View.Store })
        {
            var next = store.List(RecordKind.Meeting, 0, false)
                .Where(meeting => string.CompareOrdinal(meeting[Known.Start], HubSpotText.Moment(Start.AddDays(weekday))) > 0)
                .OrderBy(meeting => meeting[Known.Start], StringComparer.Ordinal).Take(10)
                .Select(meeting => store.Find(store.Links(meeting.Key, RecordKind.Deal)[0].To)!).ToList();
            next.Select(deal => deal[Known.Stage]).Distinct().Count().ShouldBeGreaterThanOrEqualTo(3);
            next.Select(deal => deal[Known.Source]).Distinct().Count().ShouldBeGreaterThanOrEqualTo(4);
            next.Select(deal => deal[Known.Name]!.Any(character => character > 0x3000)).Distinct().Count().ShouldBe(2);
        }
    }

    [Fact]
    public void Somebody_who_asked_for_a_brochure_has_a_slot_tomorrow()
    {
        var population = new GeneratedPopulation(Plots.All.Count, 1, Start);
        var tomorrow = Enumerable.Range(0, (int)population.Count(RecordKind.Meeting)).Select(number => new RecordKey(RecordKind.Meeting, number))
            .Where(meeting => population.TryGlance(meeting, Known.Start, out var start) && start!.StartsWith("2026-11-25", StringComparison.Ordinal))
            .SelectMany(meeting => population.Links(meeting, RecordKind.Deal));
        tomorrow.Count(link => population.TryGlance(link.To, Known.Source, out var source) && source == LeadSource.Brochure).ShouldBe(2);
    }

    [Fact]
    public void Two_hundred_deals_hold_a_note_on_six_of_them_and_answers_filled_on_eight_of_them_at_once_and_other_answers_at_moments_of_their_own()
    {
        var population = new GeneratedPopulation(200, 1, Start);
        var changes = Enumerable.Range(0, 200).SelectMany(number => population.Draw(new RecordKey(RecordKind.Deal, number))).ToList();

        changes.Where(change => change.Property == ReadinessFields.Note).GroupBy(change => change.Value).Max(alike => alike.Count()).ShouldBeGreaterThanOrEqualTo(6);
        foreach (var answers in changes.Where(change => ReadinessFields.Answers.Contains(change.Property)).GroupBy(change => (change.Property, change.Value)))
        {
            var moments = answers.Select(change => change.At).Order().ToList();
            var most = moments.Max(first => moments.Count(at => at >= first && at < first.AddSeconds(10)));
            var isFilled = answers.Key is (ReadinessFields.Need, "decided") or (ReadinessFields.Timing, "dated") or (ReadinessFields.Authority, "sponsor") or (ReadinessFields.Fit, "match");
            (isFilled ? most >= 8 : most <= 2).ShouldBeTrue($"{answers.Key}: {most} at once");
        }
    }

    private static string Everything(GeneratedPopulation population)
    {
        var text = new StringBuilder();
        foreach (var kind in Enum.GetValues<RecordKind>())
        {
            for (long number = 0; number < population.Count(kind); number++)
            {
                foreach (var change in population.Draw(new RecordKey(kind, number)))
                    text.Append(kind).Append(number).Append(change.Property).Append(change.Value).Append(change.At.Ticks).AppendLine();
            }
        }

        return text.ToString();
    }
}
