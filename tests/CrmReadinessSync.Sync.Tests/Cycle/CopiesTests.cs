namespace CrmReadinessSync.Sync.Tests;

/// <summary>Values that stand alike on many deals, through whole cycles.</summary>
public sealed class CopiesTests
{
    private const string Pasted = "製品にご興味をお持ちで、詳しく知りたいとのこと。検討します。";

    [Fact]
    public async Task One_note_pasted_on_six_deals_says_nothing_on_any_of_them_and_each_is_written_once()
    {
        var world = new World();
        for (var i = 1; i <= 4; i++)
        {
            Add(world, $"{i}", Pasted);
        }

        Add(world, "9", "先方は「検討します」とのことでした。");
        await world.RunAsync();
        Shown(world, "1", "r_flag").ShouldBe("confirm", "four copies may be chance, and the words are vague");

        Add(world, "5", Pasted);
        Add(world, "6", Pasted);
        world.Time.Advance(TimeSpan.FromMinutes(5));
        var report = await world.RunAsync();

        report.Counts.Written.ShouldBe(6);
        for (var i = 1; i <= 6; i++)
        {
            Shown(world, $"{i}", "r_flag").ShouldBe("ready", $"deal {i}");
        }

        Shown(world, "9", "r_flag").ShouldBe("confirm");
        world.Time.Advance(TimeSpan.FromMinutes(5));
        (await world.RunAsync()).Counts.Written.ShouldBe(0);
    }

    [Fact]
    public async Task Six_fields_saved_at_once_on_each_of_many_deals_count_and_one_choice_filled_across_many_at_once_does_not()
    {
        var world = new World();
        for (var i = 0; i < 12; i++)
        {
            Add(world, $"{100 + i}", note: null, at: World.Start.AddHours(-i - 1));
            Add(world, $"{200 + i}", note: null, at: World.Start.AddDays(-2).AddMilliseconds(i * 300));
        }

        await world.RunAsync();

        world.Crm.All.Values.Where(deal => deal.Id[0] == '1').ShouldAllBe(deal => Shown(world, deal.Id, "r_flag") == "ready");
        world.Crm.All.Values.Where(deal => deal.Id[0] == '2').ShouldAllBe(deal => Shown(world, deal.Id, "r_flag") == "confirm");
        Shown(world, "200", "r_reasons").ShouldNotBeNull().ShouldContain("多くの案件に一括入力");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task However_the_copies_arrive_the_CRM_ends_up_the_same(int seed)
    {
        var (one, atOnce) = (new World(), new World());
        var chance = new Random(seed);
        var ids = Enumerable.Range(10, 12).OrderBy(_ => chance.Next()).Select(id => $"{id}").ToList();
        foreach (var id in ids)
        {
            var (note, at) = (chance.Next(2) == 0 ? Pasted : null, World.Start.AddDays(-1).AddSeconds(chance.Next(14)));
            Add(one, id, note, at);
            Add(atOnce, id, note, at);
            one.Time.Advance(TimeSpan.FromMinutes(5));
            await one.RunAsync();
        }

        atOnce.Time.Advance(TimeSpan.FromHours(1));
        await atOnce.RunAsync();

        one.Visible().ShouldBe(atOnce.Visible());
    }

    private static string? Shown(World world, string id, string property) => world.Crm.All[id].Properties.GetValueOrDefault(property).Value;

    private static void Add(World world, string id, string? note, DateTimeOffset? at = null) => world.Crm.Add(id, deal =>
    {
        // On days of their own, so that only the note is alike.
        var set = at ?? World.Start.AddDays(-5).AddHours(int.Parse(id, null));
        foreach (var (property, value) in new[] { ("x_need", "decided"), ("x_timing", "dated"), ("x_authority", "approver"), ("x_budget", "1"), ("x_fit", "match"), ("x_note", note) })
        {
            PracticeCrm.Set(deal, property, value, set);
        }

        PracticeCrm.Set(deal, "stage", "open");
        PracticeCrm.Set(deal, "pipeline", "default");
        PracticeCrm.Set(deal, "created", "2026-10-01T00:00:00Z");
    });
}
