namespace CrmReadinessSync.Readiness.Tests;

public sealed class DealFactsTests
{
    [Theory]
    [InlineData("TBD")]
    [InlineData("ｔｂｄ")]
    [InlineData("N/A")]
    [InlineData("n.a.")]
    [InlineData("-")]
    [InlineData("―")]
    [InlineData("……")]
    [InlineData("?")]
    [InlineData("同上")]
    [InlineData("〃")]
    [InlineData("未定")]
    [InlineData("わからない。")]
    [InlineData("xxx")]
    public void Words_typed_to_get_past_a_form_say_nothing(string text)
    {
        Read(Vocabulary.Note, text)!.State.ShouldBe(ValueState.Placeholder);
        Read(Vocabulary.Budget, text)!.State.ShouldBe(ValueState.Placeholder);
    }

    [Theory]
    [InlineData("なし")]
    [InlineData("ナシ")]
    [InlineData(" 無し ")]
    [InlineData("None")]
    public void None_to_a_question_about_budget_is_an_answer(string text)
    {
        var finding = TestRules.Standard.Judge(TestRules.Deal(("budget", text)), TestRules.Clock).Findings[4];

        finding.Finding.ShouldBe(Finding.Unmet);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" 　\n")]
    public void Blank_is_no_value(string? text) => Read(Vocabulary.Budget, text).ShouldBeNull();

    [Theory]
    [InlineData("1200000", 1200000)]
    [InlineData("１，２００", 1200)]
    [InlineData("¥1,200", 1200)]
    [InlineData("1.5e3", 1500)]
    [InlineData("-3", -3)]
    public void Numbers_are_read_leniently(string text, double number) => Read(Vocabulary.Amount, text)!.Number.ShouldBe(number);

    [Theory]
    [InlineData("2026-11-26")]
    [InlineData("2026/11/26")]
    [InlineData("２０２６年１１月２６日")]
    [InlineData("2026-11-26T00:00:00Z")]
    public void Days_are_read_leniently(string text) => Read(Vocabulary.DecideBy, text)!.Day.ShouldBe(new DateOnly(2026, 11, 26).DayNumber);

    [Theory]
    [InlineData("2026-11-26T05:00:00Z")]
    [InlineData("2026-11-26T14:00:00+09:00")]
    [InlineData("2026-11-26T05:00:00.000+0000")]
    [InlineData("1795669200000")]
    public void Moments_are_read_with_their_offset(string text) =>
        Read(Vocabulary.MeetingStart, text)!.Ticks.ShouldBe(new DateTimeOffset(2026, 11, 26, 5, 0, 0, TimeSpan.Zero).UtcTicks);

    [Theory]
    [InlineData("amount", "about ten")]
    [InlineData("amount", "1e999")]
    [InlineData("decide_by", "next spring")]
    [InlineData("meeting.start", "2026-11-26T14:00:00")]
    [InlineData("meeting.start", "999999999999999999")]
    public void What_is_not_of_the_type_is_unreadable_and_kept(string name, string text)
    {
        Vocabulary.TryFind(name, out var field).ShouldBeTrue();
        var value = Read(field!, text)!;

        value.State.ShouldBe(ValueState.Unreadable);
        value.Raw.ShouldBe(text);
    }

    [Fact]
    public void The_vocabulary_is_dense_documented_and_unique()
    {
        Vocabulary.All.Select(field => field.Slot).ShouldBe(Enumerable.Range(0, Vocabulary.All.Length));
        Vocabulary.All.Select(field => field.Name).ShouldBeUnique();
        Vocabulary.All.ShouldAllBe(field => field.Description.EndsWith('.') || field.Description.EndsWith('?'));
        Vocabulary.TryFind("Budget", out _).ShouldBeFalse();
    }

    private static FieldValue? Read(Field field, string? text) => new DealFacts.Builder().Set(field, text).Build()[field];
}
