namespace CrmReadinessSync.History.Tests.Statistics;

public sealed class ProportionTests
{
    // Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilsons_interval_is_that_of_the_textbook(long hits, long of, double low, double high)
    {
        var interval = new Proportion(hits, of).Wilson();

        interval.Low.ShouldBe(low, 0.00005);
        interval.High.ShouldBe(high, 0.00005);
    }

    [Fact]
    public void Of_all_the_interval_ends_at_one_and_mirrors_that_of_none()
    {
        new Proportion(20, 20).Wilson().High.ShouldBe(1);
        new Proportion(20, 20).Wilson().Low.ShouldBe(1 - new Proportion(0, 20).Wilson().High, 1e-12);
    }

    [Fact]
    public void Of_nothing_there_is_no_share_and_anything_may_be_true()
    {
        new Proportion(0, 0).Share.ShouldBeNull();
        new Proportion(0, 0).Wilson().ShouldBe(new Interval(0, 1));
    }
}
