using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal.Tests;

public abstract partial class JournalContract
{
    private const string Sentence = "前向きに検討いただいています。";
    private static readonly CopyLimits Limits = new(3, 4, TimeSpan.FromMinutes(1));

    private long _run;

    [Fact]
    public async Task The_first_of_the_copies_is_due_and_counted_once_the_last_one_came()
    {
        await ReadAsync(Noted("1", Sentence), Noted("2", Sentence), Noted("4", "別のメモで、まったく違う文"));
        await CountAndJudgeAsync();
        (await CopiesAsync("1")).ShouldBeEmpty();

        await ReadAsync(Noted("3", " 前向きに検討 いただいています"));
        await Journal.RecountAsync(Limits, Token);

        (await DueIdsAsync()).ShouldBe(["1", "2", "3"]);
        foreach (var id in new[] { "1", "2", "3" })
        {
            (await CopiesAsync(id)).ShouldBe(["note 3"]);
        }

        (await CopiesAsync("4")).ShouldBeEmpty();
        (await Sample.Flat(Journal.ReadOpenDealsAsync(Token))).Single(deal => deal.Snapshot.Id == "1").Copies!["note"].ShouldBe(3);
    }

    [Fact]
    public async Task Only_crossing_the_limit_makes_others_due()
    {
        await ReadAsync(Noted("1", Sentence), Noted("2", Sentence), Noted("3", Sentence));
        await CountAndJudgeAsync();

        await ReadAsync(Noted("4", Sentence));
        await Journal.RecountAsync(Limits, Token);

        (await DueIdsAsync()).ShouldBe(["4"]);
        (await CopiesAsync("1")).ShouldBe(["note 4"]);
    }

    [Theory]
    [InlineData("edited")]
    [InlineData("closed")]
    [InlineData("gone")]
    [InlineData("unseen")]
    [InlineData("blank")]
    public async Task A_copy_that_goes_makes_the_others_due(string how)
    {
        await ReadAsync(Noted("1", Sentence), Noted("2", Sentence), Noted("3", Sentence));
        await CountAndJudgeAsync();

        switch (how)
        {
            case "edited":
                await ReadAsync(Noted("3", "先方の言葉で書き直したメモです"));
                break;
            case "blank":
                await ReadAsync(Noted("3", null));
                break;
            case "closed":
                await ReadAsync(Noted("3", Sentence) with { IsClosed = true });
                break;
            case "gone":
                await Journal.SaveReadAsync(_run, Sample.Read(gone: ["3"]), Token);
                break;
            default:
                await Journal.SaveReadAsync(_run, Sample.Read(touched: [Noted("1", Sentence), Noted("2", Sentence)], hours: 5), Token);
                await Journal.MarkUnseenAsGoneAsync(_run, Sample.Start.AddHours(4), Token);
                break;
        }

        await Journal.RecountAsync(Limits, Token);
        (await DueIdsAsync()).ShouldBe(how is "edited" or "blank" ? ["1", "2", "3"] : ["1", "2"]);
        (await CopiesAsync("1")).ShouldBeEmpty();

        await CountAndJudgeAsync();
        await ReadAsync(Noted("3", Sentence));
        await Journal.RecountAsync(Limits, Token);
        (await DueIdsAsync()).ShouldBe(["1", "2", "3"], "it came back");
    }

    [Fact]
    public async Task A_choice_given_to_many_within_a_moment_is_counted_and_one_form_saved_at_once_is_not()
    {
        await ReadAsync([.. Enumerable.Range(1, 4).Select(i => Chosen($"{i}", "decided", i * 5)), Chosen("5", "decided", 3600), FullForm("6", 7200), FullForm("7", 9000)]);
        await CountAndJudgeAsync();

        (await CopiesAsync("1")).ShouldBe(["need 4"]);
        (await CopiesAsync("4")).ShouldBe(["need 4"]);
        (await CopiesAsync("5")).ShouldBeEmpty();
        (await CopiesAsync("6")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_import_of_many_different_answers_at_one_moment_is_no_bulk_fill()
    {
        string[] answers = ["decided", "evaluating", "open"];
        await ReadAsync([.. Enumerable.Range(10, 30).Select(i => Chosen($"{i}", answers[i % 3], i % 20))]);
        await CountAndJudgeAsync();
        (await CopiesAsync("10")).ShouldBeEmpty();

        // All but two of the others are gone: what is left is one and the same answer on nearly all.
        await Journal.SaveReadAsync(_run, Sample.Read(gone: [.. Enumerable.Range(10, 30).Where(i => i % 3 > 0).Select(i => $"{i}")]), Token);
        await Journal.RecountAsync(Limits, Token);
        (await DueIdsAsync()).Count.ShouldBe(10);
        (await CopiesAsync("12")).ShouldBe(["need 10"]);
    }

    [Fact]
    public async Task Other_limits_count_everything_anew_and_the_counts_of_a_deal_can_be_asked_for()
    {
        await ReadAsync([.. Enumerable.Range(1, 4).Select(i => Chosen($"{i}", "decided", i * 20)), Noted("8", Sentence), Noted("9", Sentence)]);
        await CountAndJudgeAsync();
        (await CopiesAsync("1")).ShouldBeEmpty("spread over more than a window");

        await Journal.RecountAsync(new CopyLimits(2, 4, TimeSpan.FromMinutes(4)), Token);
        (await CopiesAsync("1")).ShouldBe(["need 4"]);
        (await CopiesAsync("8")).ShouldBe(["note 2"]);

        var found = await Journal.FindCopiesAsync(Noted("new", Sentence), new CopyLimits(3, CopyLimits.Never, TimeSpan.FromMinutes(1)), Token);
        found.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("note", 3));
        (await Journal.FindCopiesAsync(Noted("8", Sentence), Limits, Token)).ShouldBeEmpty();
        (await Journal.FindCopiesAsync(Chosen("1", "decided", 20), new CopyLimits(3, 4, TimeSpan.FromMinutes(4)), Token)).ShouldHaveSingleItem().Value.ShouldBe(4);
    }

    [Fact]
    public async Task Counts_survive_a_kill_and_another_connection_s_deals_do_not_count()
    {
        var other = await Store.OpenAsync("salesforce", Token);
        await other.SaveReadAsync(0, Sample.Read(changed: [Noted("1", Sentence), Noted("2", Sentence)]), Token);
        await ReadAsync(Noted("1", Sentence), Noted("2", Sentence));
        await CountAndJudgeAsync();
        (await CopiesAsync("1")).ShouldBeEmpty();

        await ReadAsync(Noted("3", Sentence));
        await KillAsync();
        await Journal.RecountAsync(Limits, Token);
        (await DueIdsAsync()).ShouldBe(["1", "2", "3"]);
    }

    [Fact]
    public async Task Limits_that_changed_and_were_put_back_before_anything_was_judged_leave_no_deal_as_it_was_judged_before()
    {
        await ReadAsync(Noted("1", Sentence), Noted("2", Sentence));
        await CountAndJudgeAsync();

        await ReadAsync(Noted("3", Sentence));
        await Journal.RecountAsync(Limits with { PastedOn = CopyLimits.Never }, Token);
        await KillAsync();
        await Journal.RecountAsync(Limits, Token);

        (await DueIdsAsync()).ShouldBe(["1", "2", "3"]);
    }

    /// <summary>What is counted again bit by bit is what is counted anew.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Counting_step_by_step_agrees_with_counting_at_once(int seed)
    {
        var chance = new Random(seed);
        string[] notes = [Sentence, "資料を見て社内で共有するとのこと", "TBD", ""];
        var deals = new SortedDictionary<string, DealSnapshot>(StringComparer.Ordinal);
        for (var step = 0; step < 25; step++)
        {
            var page = Enumerable.Range(0, chance.Next(1, 6)).Select(_ => $"{chance.Next(10, 30)}").Distinct().Select(id => Noted(id, notes[chance.Next(4)]) with
            {
                IsClosed = chance.Next(6) == 0,
                Values = Chosen(id, chance.Next(5) == 0 ? "open" : "decided", chance.Next(90)).Values.SetItem("note", new ObservedValue(notes[chance.Next(4)])),
            }).ToArray();
            await ReadAsync(page);
            foreach (var deal in page)
            {
                deals[deal.Id] = deal;
            }

            if (chance.Next(3) == 0)
            {
                var gone = $"{chance.Next(10, 30)}";
                await Journal.SaveReadAsync(_run, Sample.Read(gone: [gone]), Token);
                deals.Remove(gone);
            }

            await Journal.RecountAsync(Limits, Token);
            foreach (var deal in deals.Values.Where(deal => !deal.IsClosed))
            {
                var expected = (await Journal.FindCopiesAsync(deal, Limits, Token)).Select(one => $"{one.Key} {one.Value}");
                (await CopiesAsync(deal.Id)).ShouldBe(expected, $"{seed}, step {step}, deal {deal.Id}");
            }
        }

        var before = new Dictionary<string, List<string>>();
        foreach (var id in deals.Keys)
        {
            before[id] = await CopiesAsync(id);
        }

        await Journal.RecountAsync(Limits with { PastedOn = CopyLimits.Never }, Token);
        await Journal.RecountAsync(Limits, Token);
        foreach (var id in deals.Keys)
        {
            (await CopiesAsync(id)).ShouldBe(before[id]);
        }
    }

    private Task ReadAsync(params DealSnapshot[] deals) => Journal.SaveReadAsync(_run, Sample.Read(changed: deals), Token);

    private async Task CountAndJudgeAsync()
    {
        await Journal.RecountAsync(Limits, Token);
        _run = await JudgeAllAsync();
    }

    private async Task<List<string>> CopiesAsync(string id) =>
        [.. (await Journal.FindDealAsync(id, Token))!.Copies?.Select(one => $"{one.Key} {one.Value}") ?? []];

    private static DealSnapshot Noted(string id, string? note) => Sample.Deal(id) with { Values = Sample.Map(("note", new ObservedValue(note, Sample.Start.AddDays(-2)))) };

    private static DealSnapshot Chosen(string id, string need, int second) =>
        Sample.Deal(id) with { Values = Sample.Map(("need", new ObservedValue(need, Sample.Start.AddDays(-2).AddSeconds(second)))) };

    private static DealSnapshot FullForm(string id, int second)
    {
        var at = Sample.Start.AddDays(-2).AddSeconds(second);
        return Sample.Deal(id) with
        {
            Values = Sample.Map([.. new[] { ("need", "decided"), ("timing", "dated"), ("authority", "approver"), ("decision_process", "mapped"), ("budget", "allocated"), ("fit", "match") }
                .Select(answer => (answer.Item1, new ObservedValue(answer.Item2, at)))]),
        };
    }
}
