using System.Collections.Frozen;

namespace CrmReadinessSync.Readiness;

/// <summary>Full is not filled (law 5): words typed to get past a form say nothing. 「なし」 is not among them: to a question it is an answer.</summary>
internal static class Placeholders
{
    private static readonly FrozenSet<string> Words = new[]
    {
        "tbd", "tba", "tbc", "t.b.d.", "t.b.d", "to be determined", "to be decided", "to be confirmed", "n/a", "na", "n.a.", "n.a", "#n/a",
        "null", "nil", "undefined", "unknown", "not known", "not sure", "dunno", "ditto", "same as above", "same", "see above", "as above",
        "test", "testing", "asdf", "dummy", "xxx", "xx", "x", "??", "pending", "to do", "todo", "blank", "empty",
        "同上", "上に同じ", "同左", "未定", "未確認", "未記入", "未入力", "不明", "わからない", "分からない", "要確認", "確認中", "後日確認", "後で確認",
        "あとで", "後で", "後日", "てすと", "だみー", "該当なし", "とくになし", "特になし", "特に無し", "ー",
    }.Select(TextFolding.Fold).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether <paramref name="folded"/> (see <see cref="TextFolding"/>) says nothing.</summary>
    public static bool Contains(string folded) => Words.Contains(folded) || Words.Contains(folded.TrimEnd('.', '。', '、', '!', '?')) || !SaysAnything(folded);

    /// <summary>Dashes, dots, question marks and brackets alone say nothing.</summary>
    private static bool SaysAnything(string folded)
    {
        foreach (var c in folded)
        {
            if ((char.IsLetterOrDigit(c) && c != 'ー') || char.IsSurrogate(c))
            {
                return true;
            }
        }

        return false;
    }
}
