namespace CrmReadinessSync.Sandbox;

/// <summary>Words of the pages in one language.</summary>
internal sealed record BoardTexts
{
    public static BoardTexts Japanese { get; } = new()
    {
        Language = "ja", Other = "en", OtherName = "English", Title = "商談ボード", Practice = "練習用CRM", All = "すべて", Unchecked = "未チェック",
        Ready = "進める", Confirm = "確認してから", Hold = "無理に進めない", NextStep = "次の一手", Why = "判定の根拠", NoMeeting = "予定なし", Booked = "次の商談",
        Deals = "件", Shown = "先頭の{0}件から表示", Back = "ボードへ戻る", Premises = "前提", History = "変更履歴", Contacts = "関係者", Meetings = "商談の記録", Company = "会社",
        Amount = "金額", Stage = "ステージ", Owner = "担当", Closed = "クローズ日", Phase = "相手の状態", Depth = "どこまで話すか", NotYet = "まだ判定されていません。", Blank = "未確認",
        When = "日時", What = "項目", Value = "値", Who = "変更者", Today = "今日", Tomorrow = "明日", NotFound = "この案件はありません。", Program = "API", Machine = "システム", Cleared = "(クリア)",
        Days = ["日", "月", "火", "水", "木", "金", "土"],
    };

    public static BoardTexts English { get; } = new()
    {
        Language = "en", Other = "ja", OtherName = "日本語", Title = "Deal board", Practice = "Practice CRM", All = "All", Unchecked = "Not checked",
        Ready = "Ready", Confirm = "Confirm first", Hold = "Hold", NextStep = "Next step", Why = "Why", NoMeeting = "No meeting", Booked = "Next meeting",
        Deals = "deals", Shown = "from the first {0} deals", Back = "Back to the board", Premises = "Premises", History = "History", Contacts = "People", Meetings = "Meetings", Company = "Company",
        Amount = "Amount", Stage = "Stage", Owner = "Owner", Closed = "Close date", Phase = "Their phase", Depth = "How far to talk", NotYet = "Not judged yet.", Blank = "not known",
        When = "When", What = "Property", Value = "Value", Who = "By", Today = "Today", Tomorrow = "Tomorrow", NotFound = "There is no such deal.", Program = "API", Machine = "System", Cleared = "(cleared)",
        Days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
    };

    public required string Language { get; init; }

    public required string Other { get; init; }

    public required string OtherName { get; init; }

    public required string Title { get; init; }

    public required string Practice { get; init; }

    public required string All { get; init; }

    public required string Unchecked { get; init; }

    public required string Ready { get; init; }

    public required string Confirm { get; init; }

    public required string Hold { get; init; }

    public required string NextStep { get; init; }

    public required string Why { get; init; }

    public required string NoMeeting { get; init; }

    public required string Booked { get; init; }

    public required string Deals { get; init; }

    public required string Shown { get; init; }

    public required string Back { get; init; }

    public required string Premises { get; init; }

    public required string History { get; init; }

    public required string Contacts { get; init; }

    public required string Meetings { get; init; }

    public required string Company { get; init; }

    public required string Amount { get; init; }

    public required string Stage { get; init; }

    public required string Owner { get; init; }

    public required string Closed { get; init; }

    public required string Phase { get; init; }

    public required string Depth { get; init; }

    public required string NotYet { get; init; }

    public required string Blank { get; init; }

    public required string When { get; init; }

    public required string What { get; init; }

    public required string Value { get; init; }

    public required string Who { get; init; }

    public required string Today { get; init; }

    public required string Tomorrow { get; init; }

    public required string NotFound { get; init; }

    public required string Program { get; init; }

    public required string Machine { get; init; }

    public required string Cleared { get; init; }

    public required IReadOnlyList<string> Days { get; init; }

    public static BoardTexts Of(string language) => language == "ja" ? Japanese : English;

    /// <summary>The flag in words; a deal without one is not checked.</summary>
    public string Flag(string? flag) => flag switch { "ready" => Ready, "confirm" => Confirm, "hold" => Hold, _ => Unchecked };
}
