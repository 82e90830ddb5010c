using FsCheck;
using FsCheck.Fluent;

namespace CrmReadinessSync.History.Tests.Statistics;

public sealed class AreaUnderCurveTests
{
    [Fact]
    public void By_hand_two_of_three_pairs_and_a_tie_that_counts_half()
    {
        // Won 0.8, 0.4; lost 0.6, 0.4. Pairs: 0.8>0.6, 0.8>0.4, 0.4<0.6, 0.4=0.4: (1 + 1 + 0 + ½) / 4.
        AreaUnderCurve.Of([(0.8, true), (0.4, true), (0.6, false), (0.4, false)]).ShouldBe(0.625);
    }

    [Fact]
    public void Of_the_textbooks_computer_tomographs_it_is_893()
    {
        // Hanley and McNeil, Radiology 143 (1982), table I: 58 normal and 51 abnormal patients rated 1 to 5.
        double[] rating = [1, 2, 3, 4, 5];
        AreaUnderCurve.OfSorted(rating, [3, 2, 2, 11, 33], [33, 6, 6, 11, 2])!.Value.ShouldBe(0.893, 0.0005);
    }

    [Fact]
    public void A_perfect_order_is_one_its_mirror_none_and_all_ties_a_coin()
    {
        AreaUnderCurve.Of([(2, true), (1, false)]).ShouldBe(1);
        AreaUnderCurve.Of([(1, true), (2, false)]).ShouldBe(0);
        AreaUnderCurve.Of([(1, true), (1, false), (1, false)]).ShouldBe(0.5);
    }

    [Fact]
    public void Without_a_lost_deal_there_is_nothing_to_compare() => AreaUnderCurve.Of([(1, true)]).ShouldBeNull();

    [Fact]
    public void Counting_by_score_says_what_comparing_every_pair_says() =>
        Prop.ForAll(
            Gen.Zip(Gen.Choose(0, 6), Gen.Elements(true, false)).NonEmptyListOf().ToArbitrary(),
            deals =>
            {
                var (won, lost) = (deals.Where(deal => deal.Item2).ToList(), deals.Where(deal => !deal.Item2).ToList());
                double? pairs = won.Count == 0 || lost.Count == 0 ? null
                    : won.Sum(w => lost.Sum(l => w.Item1 > l.Item1 ? 1.0 : w.Item1 == l.Item1 ? 0.5 : 0)) / won.Count / lost.Count;
                var counted = AreaUnderCurve.Of(deals.Select(deal => ((double)deal.Item1, deal.Item2)));
                return counted is null ? pairs is null : Math.Abs(counted.Value - pairs!.Value) < 1e-12;
            }).Check(Config.QuickThrowOnFailure.WithReplay(20261126, 1));
}
