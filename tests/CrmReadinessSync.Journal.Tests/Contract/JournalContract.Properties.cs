using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal.Tests;

public abstract partial class JournalContract
{
    /// <summary>
    /// Any sequence of operations, kills among them, leaves journal and model telling the same. A failure names its seed and step.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Any_sequence_of_operations_agrees_with_the_model(int seed)
    {
        var random = new Random(seed);
        var model = new JournalModel();
        var walk = new JournalWalk(random, model);
        for (var step = 0; step < 120; step++)
        {
            if (random.Next(15) == 0)
            {
                await KillAsync();
            }

            var did = await walk.StepAsync(Journal, Token);
            if (step % 4 == 3)
            {
                await AgreeAsync(model, walk.Now, $"seed {seed}, step {step}: {did}");
            }
        }
    }

    private async Task AgreeAsync(JournalModel model, DateTimeOffset now, string when)
    {
        (await Journal.CountOpenAsync(Token)).ShouldBe(model.Deals.Values.Count(deal => deal.IsOpen), when);
        (await Sample.All(Journal.ListIdsAsync(Token))).ShouldBe(model.Known(), when);
        (await Sample.All(Journal.ListUnsettledAsync(now, Token))).ShouldBe(model.Unsettled(now), when);
        (await Journal.ReadRetriesAsync(1000, Token)).ShouldBe(model.RetriesInOrder(), when);
        foreach (var (id, expected) in model.Deals)
        {
            var record = (await Journal.FindDealAsync(id, Token))!;
            Sample.Text(record.Snapshot).ShouldBe(Sample.Text(expected.Snapshot), when);
            record.Outcome.ShouldBe(expected.Outcome, when);
            record.SeenAt.ShouldBe(expected.SeenAt, when);
            (await Journal.ReadWritesAsync(null, id, 1000, Token)).Count.ShouldBe(expected.Writes, when);
        }

        var known = await Journal.FindAsync([.. model.Deals.Keys], Token);
        known.Keys.Order(StringComparer.Ordinal).ShouldBe(model.Known(), when);
        known.Values.ShouldAllBe(deal => deal.EchoStamp == model.Deals[deal.Snapshot.Id].Echo, when);
        var contacts = model.Deals.Values.SelectMany(deal => deal.Snapshot.Contacts).Select(contact => contact.Id).Distinct().ToList();
        (await Journal.FindLinkedAsync(LinkKind.Contact, contacts, Token)).ShouldBe(model.Open(), when);
        if (model.Run is { } run)
        {
            (await Sample.Flat(Journal.ReadPlanAsync(run, 3, Token))).Select(write => write.DealId).ShouldBe(model.PlanInOrder(), when);
        }
    }
}
