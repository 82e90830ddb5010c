namespace CrmReadinessSync.Sandbox;

/// <summary>
/// The premise fields, the rep's own call and the five targets as the set-up of CrmReadinessSync leaves them in a CRM, with labels in the
/// account's language. Written down again here, apart from the service: a practice CRM that shared the service's list
/// would hide its mistakes.
/// </summary>
internal static class ReadinessFields
{
    public const string Prefix = "readiness_";
    public const string Need = "readiness_need";
    public const string Timing = "readiness_timing";
    public const string Authority = "readiness_authority";
    public const string DecisionProcess = "readiness_decision_process";
    public const string Budget = "readiness_budget";
    public const string Fit = "readiness_fit";
    public const string DecideBy = "readiness_decide_by";
    public const string ConfirmedOn = "readiness_confirmed_on";
    public const string Note = "readiness_note";
    public const string Unease = "readiness_unease";
    public const string Override = "readiness_override";
    public const string OverrideReason = "readiness_override_reason";
    public const string OverrideUntil = "readiness_override_until";
    public const string Flag = "readiness_flag";
    public const string NextStep = "readiness_next_step";
    public const string Phase = "readiness_phase";
    public const string TalkDepth = "readiness_talk_depth";
    public const string Reasons = "readiness_reasons";

    /// <summary>The six answers, in the order reps fill them in.</summary>
    public static IReadOnlyList<string> Answers { get; } = [Need, Timing, Authority, DecisionProcess, Budget, Fit];

    /// <summary>What the service writes.</summary>
    public static IReadOnlyList<string> Targets { get; } = [Flag, NextStep, Phase, TalkDepth, Reasons];

    /// <summary>All of them, labelled in Japanese or English.</summary>
    public static IReadOnlyList<PropertyDefinition> In(string language)
    {
        var ja = language == "ja";
        PropertyDefinition Of(string name, PropertyType type, string japanese, string english, params ReadOnlySpan<(string Value, string Ja, string En)> options)
        {
            var list = new List<PropertyOption>();
            foreach (var option in options)
                list.Add(new PropertyOption(option.Value, ja ? option.Ja : option.En, null, list.Count));
            return new PropertyDefinition(name, ja ? japanese : english, type, list);
        }

        return
        [
            Of(Need, PropertyType.Choice, "課題・導入意思", "Need",
                ("decided", "導入・解決を決めている", "Decided to act"),
                ("evaluating", "導入を前提に検討中", "Evaluating, means to act"),
                ("open", "動くかどうか、まだはっきりしない", "Not clear whether they will act"),
                ("no_plan", "導入予定はないと聞いた", "Said they have no plan")),
            Of(Timing, PropertyType.Choice, "判断の時期", "Timing",
                ("dated", "判断の期日がある", "A date to decide by"),
                ("event", "期限となる出来事がある(更新・補助金・新年度など)", "An event sets it (renewal, grant, fiscal year)"),
                ("open", "検討するが時期は未定", "Considering, no date yet"),
                ("not_now", "情報収集のみ・当面は決めない", "Only looking, not deciding for now")),
            Of(Authority, PropertyType.Choice, "商談相手の立場", "Authority",
                ("approver", "決裁する", "Approves"),
                ("sponsor", "起案・社内調整ができる", "Can raise it and carry it inside"),
                ("open", "立場がはっきりしない", "Role not clear"),
                ("no_mandate", "進める立場にない(調査・取次のみ)", "Cannot move it (research, introduction)")),
            Of(DecisionProcess, PropertyType.Choice, "決裁の流れ", "Decision process",
                ("in_approval", "稟議・承認の手続き中", "Approval under way"),
                ("mapped", "承認者と順序がわかっている", "Approvers and order known"),
                ("open", "先方でも未整理", "Not settled on their side"),
                ("undisclosed", "聞いたが教えてもらえない", "Asked, would not say")),
            Of(Budget, PropertyType.Choice, "予算", "Budget",
                ("allocated", "確保済み・稟議中", "Allocated or in approval"),
                ("fundable", "目安額あり・捻出できる見込み(補助金含む)", "Range named, or fundable (grants included)"),
                ("open", "未定・これから", "Not settled"),
                ("no_budget", "確保の予定なし", "No plan to fund")),
            Of(Fit, PropertyType.Choice, "課題と提供価値", "Fit",
                ("chosen", "当社を選ぶ理由を相手が挙げた", "They named a reason to choose us"),
                ("match", "課題と提供価値が合う", "Their problem matches our offer"),
                ("open", "まだ判断がつかない", "Cannot tell yet"),
                ("quote_only", "相見積のみ(本命が別にありそう)", "Comparison quote only, favourite elsewhere"),
                ("mismatch", "課題と合わない", "Problem does not match")),
            Of(DecideBy, PropertyType.Date, "判断の期日", "Decide by"),
            Of(ConfirmedOn, PropertyType.Date, "最終確認日", "Confirmed on"),
            Of(Note, PropertyType.LongText, "前提メモ", "Premise note"),
            Of(Unease, PropertyType.Choices, "違和感", "Unease",
                ("mismatch", "課題と提供価値がずれている", "Problem and offer do not meet"),
                ("vague", "検討の話になると言葉が曖昧", "Vague once it comes to deciding"),
                ("approval_unseen", "決裁の構造が見えない", "Approval path out of sight")),
            Of(Override, PropertyType.Choice, "担当者の判断", "Rep's call",
                ("ready", "進める", "Ready"),
                ("confirm", "確認してから", "Confirm first"),
                ("hold", "無理に進めない", "Hold")),
            Of(OverrideReason, PropertyType.LongText, "担当者の判断の理由", "Reason for the call"),
            Of(OverrideUntil, PropertyType.Date, "担当者の判断の期限", "Call counts until"),
            Of(Flag, PropertyType.Choice, "商談前チェック", "Meeting check",
                ("ready", "進める", "Ready"),
                ("confirm", "確認してから", "Confirm first"),
                ("hold", "無理に進めない", "Hold")),
            Of(NextStep, PropertyType.LongText, "次の一手", "Next step (readiness)"),
            Of(Phase, PropertyType.Choice, "相手の状態", "Their phase",
                ("deciding", "判断フェーズ", "Deciding"),
                ("gathering", "情報収集中", "Gathering information"),
                ("not_buying", "導入予定なし", "No plan to buy"),
                ("unclear", "見極め中", "Cannot tell yet")),
            Of(TalkDepth, PropertyType.Choice, "どこまで話すか", "How far to talk",
                ("pause", "今回は商談しない", "No meeting this time"),
                ("confirm_problem", "課題の確認まで", "Confirm the problem"),
                ("examples_and_price_range", "事例・概算まで", "Examples and a price range"),
                ("proposal", "提案まで", "Up to a proposal"),
                ("terms", "正式見積・条件まで", "Up to a quote and terms")),
            Of(Reasons, PropertyType.LongText, "判定の根拠", "Reasons"),
        ];
    }
}
