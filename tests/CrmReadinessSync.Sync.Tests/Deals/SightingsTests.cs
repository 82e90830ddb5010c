using System.Collections.Immutable;
using CrmReadinessSync.Readiness;
using static CrmReadinessSync.Sync.Tests.DealMappingTests;

namespace CrmReadinessSync.Sync.Tests;

/// <summary>What nothing dates is dated by its first sighting, so that a sign that came from it passes.</summary>
public sealed class SightingsTests
{
    private static readonly DateTimeOffset Now = World.Start;

    [Fact]
    public void What_a_deal_had_when_it_was_first_read_was_seen_then_and_what_changed_was_seen_when_it_changed()
    {
        var deal = Deal(("company.employees", "900"), ("amount", null), ("need", "open")) with { Memory = DealMemory.First(Now) };
        deal = Again(deal, Deal(("company.employees", "900"), ("amount", "100"), ("need", "open")), days: 3);
        deal = Again(deal, Deal(("company.employees", "1200"), ("amount", "100"), ("need", "open")), days: 5);
        deal = Again(deal, Deal(("company.employees", "1200"), ("amount", "100"), ("need", "open")), days: 9);

        Seen(deal, "need").ShouldBe(0);
        Seen(deal, "amount").ShouldBe(3);
        Seen(deal, "company.employees").ShouldBe(5);
        deal.Memory.Sightings.ValuesAt.Keys.ShouldBe(["amount", "company.employees"]);
    }

    [Fact]
    public void People_who_join_or_leave_are_seen_when_they_do()
    {
        var deal = Deal() with { Contacts = [new("a", [])], Memory = DealMemory.First(Now) };
        deal = Again(deal, Deal() with { Contacts = [new("a", []), new("b", ["champion"])] }, days: 2);
        deal = Again(deal, Deal() with { Contacts = [new("a", []), new("c", ["champion"])] }, days: 4);

        Seen(deal, "contact.count").ShouldBe(2);
        Seen(deal, "contact.roles").ShouldBe(2);
    }

    [Fact]
    public void What_has_a_date_is_a_date_or_is_blank_needs_no_sighting()
    {
        var deal = Deal(("last_inbound", "2026-10-01T00:00:00Z"), ("amount", "1"), ("need", "open")) with { Memory = DealMemory.First(Now) };
        deal = Again(deal, Deal(("last_inbound", "2026-11-01T00:00:00Z"), ("amount", "2"), ("need", null)), days: 1);
        deal.Memory.Sightings.ValuesAt.Keys.ShouldBe(["amount"]);
        deal = Again(deal, Deal(("need", null)) with { Values = Deal(("need", null)).Values.SetItem("amount", new ObservedValue("2", Now)) }, days: 2);

        deal.Memory.Sightings.ValuesAt.ShouldBeEmpty();
    }

    [Fact]
    public void A_deal_that_no_journal_has_seen_is_of_unknown_age()
    {
        var facts = DealMapping.Compile(World.Connect()).ToFacts(Deal(("need", "open")), Now);

        facts[Word("need")]!.SeenAt.ShouldBeNull();
        facts[Word("contact.count")]!.SeenAt.ShouldBeNull();
        Again(Deal(("need", "open")), Deal(("need", "open")), days: 8).Memory.Sightings.DealAt.ShouldBe(Now.AddDays(8), "a journal of an earlier version");
    }

    [Fact]
    public async Task A_sign_from_a_count_that_nothing_dates_passes_after_its_shelf_life_and_a_new_push_brings_it_back()
    {
        var world = Counting();
        var deal = Promising(world, pushes: "4");
        await world.RunAsync();
        (deal.Properties["r_flag"].Value, HasSign(deal)).ShouldBe(("confirm", true));

        await LaterAsync(world, days: 89);
        HasSign(deal).ShouldBeTrue();
        await LaterAsync(world, days: 2);
        (deal.Properties["r_flag"].Value, HasSign(deal)).ShouldBe(("ready", false));

        world.Crm.Edit(deal, edited => PracticeCrm.Set(edited, "x_pushes", "5"));
        await LaterAsync(world, days: 1);
        (deal.Properties["r_flag"].Value, HasSign(deal)).ShouldBe(("confirm", true));
        await LaterAsync(world, days: 91);
        HasSign(deal).ShouldBeFalse();
    }

    [Fact]
    public async Task A_large_company_s_single_contact_is_a_sign_until_it_is_old_news()
    {
        var world = Counting();
        var deal = Promising(world, pushes: null);
        world.Crm.Edit(deal, edited => PracticeCrm.Set(edited, "x_employees", "1200"));
        world.Crm.EditLinks(deal, edited => edited.Contacts.Add(new DealContact("a", [])));
        await world.RunAsync();
        deal.Properties["r_reasons"].Value!.ShouldContain("窓口がお一人〔従業員数 1200、時期不明〕");

        await LaterAsync(world, days: 91);
        deal.Properties["r_flag"].Value.ShouldBe("ready");
    }

    private static World Counting()
    {
        var connection = World.Connect();
        return new World(connection: connection with
        {
            Fields = connection.Fields.Add("close_date.pushed", new FieldSource("x_pushes")).Add("company.employees", new FieldSource("x_employees")),
        });
    }

    /// <summary>Answers of unknown age count, so that only the sign comes and goes.</summary>
    private static PracticeDeal Promising(World world, string? pushes) => world.Crm.Add("1", deal =>
    {
        foreach (var (property, value) in new[] { ("x_need", "decided"), ("x_timing", "dated"), ("x_authority", "sponsor"), ("x_fit", "match"), ("x_pushes", pushes) })
        {
            PracticeCrm.Set(deal, property, value);
        }
    });

    private static async Task LaterAsync(World world, int days)
    {
        world.Time.Advance(TimeSpan.FromDays(days));
        await world.RunAsync();
    }

    private static bool HasSign(PracticeDeal deal) => deal.Properties["r_reasons"].Value!.Contains("完了予定日が何度も延びている", StringComparison.Ordinal);

    private static DealSnapshot Again(DealSnapshot before, DealSnapshot now, int days) => now with { Memory = DealMemory.Carry(before, now, Now.AddDays(days)) };

    private static double Seen(DealSnapshot deal, string word) => (deal.Memory.Sightings.Of(word)!.Value - Now).TotalDays;

    private static Field Word(string name) => Vocabulary.TryFind(name, out var field) ? field : throw new InvalidOperationException(name);
}
