using System.Text.RegularExpressions;

namespace CrmReadinessSync.History;

/// <summary>Knows the columns that name one of our people: reports never group by them (law 11 of judgement).</summary>
public static partial class PersonColumns
{
    /// <summary>Whether a column of that name most likely names a person of ours.</summary>
    public static bool Names(string column) => Person().IsMatch(column);

    [GeneratedRegex(
        @"(?<![a-z])(owner|seller|sales[\s_-]*(rep|person|man|woman|people)|salesrep|rep|representative|agent|assignee|assigned[\s_-]*to|account[\s_-]*(executive|manager)|created[\s_-]*by)(?![a-z])|hubspot_owner_id|ownerid|担当|営業員|営業マン|所有者|作成者",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Person();
}
