using System.Collections.Immutable;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.History.Tests.Worlds;

/// <summary>
/// Accounts whose truth is known: one premise that decides, one that does not matter, one that is filled with nothing, and one that only
/// looks decisive because reps fill it once the outcome shows.
/// </summary>
public sealed class PlantedWorldTests
{
    private static readonly string[] Names = ["need", "budget", "fit", "authority"];

    private static readonly (ReadinessRules Rules, SettingsDocument Document) Planted = Kit.Of("""
        {
          "Base": "None",
          "UnknownCredit": 0.5,
          "Premises": {
            "Decisive": { "Answers": { "need": { "yes": "Met", "no": "Unmet" } } },
            "Irrelevant": { "Answers": { "budget": { "yes": "Met", "no": "Unmet" } } },
            "Hollow": { "Answers": { "fit": { "yes": "Met", "no": "Unmet" } } },
            "Late": { "Answers": { "authority": { "yes": "Met", "no": "Unmet" } } }
          },
          "Phases": { "NotBuying": { "no": { "Decisive": "Unmet" } }, "Deciding": { "yes": { "Decisive": "Met" } } }
        }
        """);

    private static readonly CrmConnection Connection = new()
    {
        Name = "test",
        Kind = "Test",
        TimeZone = Kit.Tokyo,
        Language = "ja",
        Deals = new DealFilter(),
        Meetings = new MeetingFilter(),
        Fields = Names.ToImmutableSortedDictionary(name => name, name => new FieldSource(name), StringComparer.Ordinal),
        WriteTo = new WriteTargets(null, null, null, null, null),
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_report_ranks_what_was_planted_and_the_leak_does_not_count(int seed)
    {
        var report = Kit.Report(Replayed(seed, 500));

        var says = report.Premises.ToDictionary(premise => premise.Premise, premise => premise.Says);
        says["Decisive"].ShouldBe(Says.Speaks);
        says["Irrelevant"].ShouldBe(Says.NoDifference);
        says["Hollow"].ShouldBe(Says.Hollow);
        says["Late"].ShouldBe(Says.TooFew);
        report.Premises.Single(premise => premise.Premise == "Late").Coverage.ShouldBe(0);
        report.Score.Auc!.Value.Value.ShouldBeInRange(0.6, 0.87);
        report.TooLate.ShouldBe(500);
        report.Premises.MinBy(premise => premise.Removing.AucChange!.Value.Value)!.Premise.ShouldBe("Decisive");
    }

    [Fact]
    public void Taken_as_it_stands_today_the_leak_would_have_looked_decisive()
    {
        // The same account as an export without dates: this is what the replay keeps out.
        var today = Kit.Table(Deals(1, 500).Select(deal => new ClosedDeal
        {
            Id = deal.Id,
            Won = deal.IsWon,
            Facts = Kit.Facts([.. deal.Fields.Select(field => (field.Key, field.Value.Changes[^1].Value))]),
            Clock = new JudgingClock(Kit.Now, Kit.Tokyo),
            Group = ulong.Parse(deal.Id, null),
        }), Planted.Rules);

        var report = Kit.Report(today);

        report.Premises.Single(premise => premise.Premise == "Late").Says.ShouldBe(Says.Speaks);
        report.Score.Auc!.Value.Value.ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void Calibration_recovers_the_planted_order_and_gives_the_leak_nothing()
    {
        var report = Calibrator.Of(Replayed(4, 800), Planted.Document, "test", 0, 1, TestContext.Current.CancellationToken);

        var weights = report.Weights.ToDictionary(one => one.Name, one => one.Proposed);
        weights["Decisive"].ShouldBeGreaterThan(weights["Irrelevant"]);
        weights["Decisive"].ShouldBe(weights.Values.Max());
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Over_a_thousand_worlds_the_intervals_hold_the_truth_as_often_as_they_say()
    {
        const int worlds = 1000;
        var (truth, apart, share) = Truth();
        int auc = 0, difference = 0, wilson = 0;
        for (var seed = 0; seed < worlds; seed++)
        {
            var report = Kit.Report(Kit.Table(Plain(seed, 300)), replicates: 600);
            auc += report.Score.Auc!.Value.Interval.Contains(truth) ? 1 : 0;
            difference += report.Premises[1].Difference!.Value.Interval.Contains(apart) ? 1 : 0;
            wilson += report.Premises[1].Findings[0].Interval.Contains(share) ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"AUC {auc / 10.0}%, difference {difference / 10.0}%, Wilson {wilson / 10.0}% of {worlds} worlds");
        foreach (var held in new[] { auc, difference, wilson })
        {
            ((double)held / worlds).ShouldBeInRange(0.93, 0.97);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(11)]
    public void A_few_worlds_of_the_long_suite_hold_the_truth_too(int seed)
    {
        var report = Kit.Report(Kit.Table(Plain(seed, 300)), replicates: 600);

        report.Score.Auc!.Value.Interval.Contains(Truth().Auc).ShouldBeTrue();
    }

    /// <summary>The chance of met when won and when lost, premise by premise of <see cref="Kit.Three"/>; what is not met is unmet. Half are won.</summary>
    private static readonly (double Won, double Lost)[] Chances = [(0.8, 0.6), (0.75, 0.35), (0.5, 0.5)];

    private static IEnumerable<ClosedDeal> Plain(int seed, int count)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(i =>
        {
            var won = random.Next(2) == 0;
            string Said(int premise) => random.NextDouble() < (won ? Chances[premise].Won : Chances[premise].Lost) ? "yes" : "no";
            return Kit.Deal(i, won, Said(0), Said(1), Said(2));
        });
    }

    /// <summary>The AUC, the second premise's difference and its won share when met, from the chances themselves.</summary>
    private static (double Auc, double Difference, double Share) Truth()
    {
        var cells = Enumerable.Range(0, 8).Select(cell =>
        {
            double won = 1, lost = 1;
            var met = 0;
            for (var i = 0; i < 3; i++)
            {
                var isMet = (cell >> i & 1) == 1;
                met += isMet ? 1 : 0;
                won *= isMet ? Chances[i].Won : 1 - Chances[i].Won;
                lost *= isMet ? Chances[i].Lost : 1 - Chances[i].Lost;
            }

            return (Score: met / 3.0, Won: won, Lost: lost);
        }).OrderBy(cell => cell.Score).ToArray();
        var auc = AreaUnderCurve.OfSorted([.. cells.Select(cell => cell.Score)], [.. cells.Select(cell => cell.Won)], [.. cells.Select(cell => cell.Lost)])!.Value;
        var (w, l) = Chances[1];
        var share = w / (w + l);
        return (auc, share - ((1 - w) / (2 - w - l)), share);
    }

    private static HistoryTable Replayed(int seed, int count)
    {
        var replay = new DealReplay(Connection, [], everyMeeting: false);
        return Kit.Table(Deals(seed, count).SelectMany(deal => replay.Of(deal, [])), Planted.Rules);
    }

    private static IEnumerable<PastDeal> Deals(int seed, int count)
    {
        var random = new Random(seed);
        var meeting = new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);
        return Enumerable.Range(1, count).Select(id =>
        {
            var won = random.Next(2) == 0;
            var start = meeting.AddHours(id);
            PastField Set(int days, string value) => new([new PastValue(start.AddDays(days), value)], IsComplete: true, HasUndated: false);
            return new PastDeal
            {
                Id = $"{id}",
                IsWon = won,
                Meetings = [new DealMeeting($"m{id}", start, null, "商談", null, MeetingState.Held)],
                Fields = new Dictionary<string, PastField>
                {
                    ["need"] = Set(-5, random.NextDouble() < 0.75 == won ? "yes" : "no"),
                    ["budget"] = Set(-5, random.Next(2) == 0 ? "yes" : "no"),
                    ["fit"] = Set(-5, random.Next(10) == 0 ? "yes" : random.Next(2) == 0 ? "TBD" : "-"),
                    ["authority"] = Set(3, won ? "yes" : "no"),
                }.ToImmutableSortedDictionary(StringComparer.Ordinal),
            };
        });
    }
}
