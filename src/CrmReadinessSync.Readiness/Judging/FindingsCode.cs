namespace CrmReadinessSync.Readiness;

/// <summary>Findings of up to ten premises in one number, base 3, first premise lowest: the index of every table.</summary>
internal static class FindingsCode
{
    /// <summary>More would make the proofs by enumeration slow.</summary>
    public const int MostPremises = 10;

    private static readonly int[] Powers = [1, 3, 9, 27, 81, 243, 729, 2187, 6561, 19683, 59049];

    public static int Power(int index) => Powers[index];

    public static int Count(int premises) => Powers[premises];

    public static Finding Get(int code, int index) => (Finding)(code / Powers[index] % 3);

    public static int With(int code, int index, Finding finding) => code + (((int)finding - (int)Get(code, index)) * Powers[index]);
}
