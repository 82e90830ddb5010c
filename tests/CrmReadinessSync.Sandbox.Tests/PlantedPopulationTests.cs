namespace CrmReadinessSync.Sandbox.Tests;

public sealed class PlantedPopulationTests
{
    private static readonly DateTimeOffset Start = HubSpotClient.Start;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public void Stamps_ascend_and_nothing_happens_before_creation_or_after_the_last_edit(int deals)
    {
        var population = new PlantedPopulation(deals, 3, Start);
        foreach (var kind in Enum.GetValues<RecordKind>())
        {
            var last = DateTimeOffset.MinValue;
            for (long number = 0; number < population.Count(kind); number++)
            {
                var key = new RecordKey(kind, number);
                var modified = population.ModifiedAt(key);
                modified.ShouldBeGreaterThanOrEqualTo(last);
                modified.ShouldBeLessThan(Start);
                population.Draw(key).ShouldAllBe(change => change.At >= population.CreatedAt(key) && change.At <= modified, $"{key}");
                foreach (var property in new[] { Known.Stage, Known.Pipeline, Known.Start, Known.Outcome })
                {
                    if (population.TryGlance(key, property, out var value))
                        value.ShouldBe(population.Draw(key).Last(change => change.Property == property).Value, $"{key} {property}");
                }

                last = modified;
            }
        }
    }

    [Fact]
    public void Who_belongs_together_is_told_from_either_side()
    {
        var population = new PlantedPopulation(100, 3, Start);
        foreach (var (kind, to) in new[] { (RecordKind.Deal, RecordKind.Company), (RecordKind.Company, RecordKind.Deal), (RecordKind.Deal, RecordKind.Meeting), (RecordKind.Meeting, RecordKind.Deal) })
        {
            for (long number = 0; number < population.Count(kind); number++)
            {
                var links = population.Links(new RecordKey(kind, number), to);
                links.ShouldNotBeEmpty();
                links.ShouldAllBe(link => population.Links(link.To, kind).Any(back => back.To == new RecordKey(kind, number)));
            }
        }
    }

    [Fact]
    public void What_was_planted_stands_before_the_first_meeting_as_often_as_was_said()
    {
        var deals = Deals(4000);
        foreach (var effect in Effect.BeforeMeeting)
        {
            ShareOf(deals, effect, won: true, deal => deal.First).ShouldBe(effect.WhenWon, 0.03, effect.Field);
            ShareOf(deals, effect, won: false, deal => deal.First).ShouldBe(effect.WhenLost, 0.03, effect.Field);
        }

        deals.ShouldAllBe(deal => deal.Changes.All(change => change.Property != ReadinessFields.Authority || change.At > deal.First));
    }

    [Fact]
    public void As_it_stands_today_what_says_nothing_looks_decisive()
    {
        var deals = Deals(1000);

        deals.ShouldAllBe(deal => deal.Changes.Last(change => change.Property == ReadinessFields.Authority).Value == (deal.Won ? "approver" : "no_mandate"));
        ShareOf(deals, Effect.Budget, won: true, _ => Start).ShouldBeGreaterThan(0.7);
        ShareOf(deals, Effect.Budget, won: false, _ => Start).ShouldBeLessThan(0.3);
    }

    [Fact]
    public void A_planted_history_is_neither_bare_nor_imported()
    {
        new SandboxOptions { Planted = true }.Validate().ShouldBeEmpty();
        new SandboxOptions { Planted = true, Bare = true }.Validate().ShouldHaveSingleItem().Option.ShouldBe("--planted");
    }

    private static double ShareOf(List<(bool Won, DateTimeOffset First, IReadOnlyList<Change> Changes)> deals, Effect effect, bool won, Func<(bool Won, DateTimeOffset First, IReadOnlyList<Change> Changes), DateTimeOffset> at) =>
        deals.Where(deal => deal.Won == won).Average(deal => deal.Changes.LastOrDefault(change => change.Property == effect.Field && change.At < at(deal)).Value == effect.For ? 1.0 : 0);

    private static List<(bool Won, DateTimeOffset First, IReadOnlyList<Change> Changes)> Deals(int count)
    {
        var population = new PlantedPopulation(count, 1, Start);
        return [.. Enumerable.Range(0, count).Select(number => new RecordKey(RecordKind.Deal, number)).Select(deal =>
        {
            var changes = population.Draw(deal);
            var first = population.Links(deal, RecordKind.Meeting).Min(link => HubSpotText.ReadMoment(population.Draw(link.To).Last(change => change.Property == Known.Start).Value!)!.Value);
            return (changes.Last(change => change.Property == Known.Stage).Value == Stage.Won, first, changes);
        })];
    }
}
