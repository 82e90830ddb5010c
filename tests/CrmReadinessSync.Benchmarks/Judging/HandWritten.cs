using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Benchmarks;

/// <summary>
/// The core of the shipped rules as a programmer would write them who knew that they never change: one method, no settings, no evidence.
/// It is the yardstick for what rules as data cost.
/// </summary>
internal static class HandWritten
{
    private const double Share = 1d / 6;
    private const double UnknownCredit = 0.3;
    private static readonly long Days90 = TimeSpan.FromDays(90).Ticks;
    private static readonly long Days120 = TimeSpan.FromDays(120).Ticks;
    private static readonly long Days180 = TimeSpan.FromDays(180).Ticks;

    public static Judgement Decide(HandDeal deal, in HandDay day)
    {
        var confirmed = deal.ConfirmedOn <= day.Today ? day.StartOf(deal.ConfirmedOn) : HandDeal.NoTicks;
        var expired = deal.DecideBy < day.Today;

        var need = deal.Need switch { "decided" or "evaluating" => Finding.Met, "no_plan" => Finding.Unmet, _ => Finding.Unknown };
        need = IsOld(deal.NeedAt, confirmed, Days120, day.Now) ? Finding.Unknown : need;

        var timing = deal.Timing switch { "dated" or "event" => expired ? Finding.Unknown : Finding.Met, "not_now" => Finding.Unmet, _ => Finding.Unknown };
        timing = IsOld(deal.TimingAt, confirmed, Days120, day.Now) ? Finding.Unknown : timing;

        var authority = deal.Authority switch { "approver" or "sponsor" => Finding.Met, "no_mandate" => Finding.Unmet, _ => Finding.Unknown };
        authority = IsOld(deal.AuthorityAt, confirmed, Days180, day.Now) ? Finding.Unknown : authority;

        var process = deal.DecisionProcess switch { "in_approval" or "mapped" => Finding.Met, "undisclosed" => Finding.Unmet, _ => Finding.Unknown };
        process = IsOld(deal.DecisionProcessAt, confirmed, Days180, day.Now) ? Finding.Unknown : process;

        var budget = deal.Budget switch
        {
            "allocated" or "fundable" => Finding.Met,
            "no_budget" or "なし" or "無し" or "予算なし" or "none" or "no" => Finding.Unmet,
            _ => Finding.Unknown,
        };
        budget = IsOldBudget(deal.BudgetAt, confirmed, day) ? Finding.Unknown : budget;
        budget = budget is Finding.Unknown && deal.Customer == "existing" ? Finding.Met : budget;

        var fit = deal.Fit switch { "chosen" or "match" => Finding.Met, "quote_only" or "mismatch" => Finding.Unmet, _ => Finding.Unknown };
        fit = IsOld(deal.FitAt, confirmed, Days180, day.Now) ? Finding.Unknown : fit;

        var phase = need is Finding.Unmet ? Phase.NotBuying
            : timing is Finding.Unmet ? Phase.Gathering
            : need is Finding.Met && timing is Finding.Met ? Phase.Deciding
            : Phase.Unclear;
        var essentials = need is Finding.Met && timing is Finding.Met && authority is Finding.Met && fit is Finding.Met;
        var depth = phase switch
        {
            Phase.NotBuying => TalkDepth.Pause,
            Phase.Gathering => TalkDepth.ExamplesAndPriceRange,
            Phase.Deciding => TalkDepth.Terms,
            _ => TalkDepth.Proposal,
        };
        if (need is Finding.Unmet && depth > TalkDepth.ConfirmProblem)
        {
            depth = TalkDepth.ConfirmProblem;
        }

        if (!essentials && depth > TalkDepth.ExamplesAndPriceRange)
        {
            depth = TalkDepth.ExamplesAndPriceRange;
        }

        if ((process is not Finding.Met || budget is not Finding.Met) && depth > TalkDepth.Proposal)
        {
            depth = TalkDepth.Proposal;
        }

        var flag = phase is Phase.Gathering or Phase.NotBuying ? Flag.Hold : essentials ? Flag.Ready : Flag.Confirm;
        var hasSigns = HasSigns(deal, day.Now);
        if (hasSigns)
        {
            depth = depth > TalkDepth.ConfirmProblem ? depth - 1 : depth;
            flag = flag is Flag.Ready ? Flag.Confirm : flag;
        }

        var known = Known(need) + Known(timing) + Known(authority) + Known(process) + Known(budget) + Known(fit);
        var score = Credit(need) + Credit(timing) + Credit(authority) + Credit(process) + Credit(budget) + Credit(fit);
        var findings = (int)need + (3 * (int)timing) + (9 * (int)authority) + (27 * (int)process) + (81 * (int)budget) + (243 * (int)fit);
        return new Judgement(phase, depth, flag, flag, known, score, hasSigns, findings);
    }

    private static bool IsOld(long setAt, long confirmed, long shelfLife, long now)
    {
        if (confirmed > setAt && (setAt != HandDeal.NoTicks || now - confirmed < shelfLife))
        {
            setAt = confirmed;
        }

        return setAt != HandDeal.NoTicks && now - setAt >= shelfLife;
    }

    private static bool IsOldBudget(long setAt, long confirmed, in HandDay day)
    {
        if (confirmed > setAt && (setAt != HandDeal.NoTicks || (day.Now - confirmed < Days120 && confirmed >= day.FiscalYearStart)))
        {
            setAt = confirmed;
        }

        return setAt != HandDeal.NoTicks && (day.Now - setAt >= Days120 || setAt < day.FiscalYearStart);
    }

    private static bool HasSigns(HandDeal deal, long now)
    {
        if (deal.Unease.Length == 0 || (deal.UneaseAt != HandDeal.NoTicks && now - deal.UneaseAt >= Days90))
        {
            return false;
        }

        foreach (var tick in deal.Unease)
        {
            if (tick is "mismatch" or "vague" or "approval_unseen")
            {
                return true;
            }
        }

        return false;
    }

    private static int Known(Finding finding) => finding is Finding.Unknown ? 0 : 1;

    private static double Credit(Finding finding) => finding switch { Finding.Met => Share, Finding.Unknown => Share * UnknownCredit, _ => 0 };
}
