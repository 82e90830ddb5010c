namespace CrmReadinessSync.Sandbox;

/// <summary>A person of the selling company.</summary>
/// <param name="Number">0-based; each wire writes it its own way.</param>
/// <param name="FirstName">Given name.</param>
/// <param name="LastName">Family name.</param>
/// <param name="Email">At the selling company's made-up domain.</param>
/// <param name="Active">False for somebody who left; deals may still point there.</param>
/// <param name="Japanese">Whether this person sells in Japanese.</param>
internal sealed record Owner(int Number, string FirstName, string LastName, string Email, bool Active, bool Japanese)
{
    /// <summary>The sales team of every practice CRM.</summary>
    public static IReadOnlyList<Owner> Team { get; } =
    [
        new(0, "美咲", "佐藤", "misaki.sato@sales.example", true, true),
        new(1, "健太", "高橋", "kenta.takahashi@sales.example", true, true),
        new(2, "陽子", "中村", "yoko.nakamura@sales.example", true, true),
        new(3, "Hannah", "Lindqvist", "hannah.lindqvist@sales.example", true, false),
        new(4, "Marcus", "Oyelaran", "marcus.oyelaran@sales.example", true, false),
        new(5, "Priya", "Raman", "priya.raman@sales.example", true, false),
        new(6, "Tom", "Gallagher", "tom.gallagher@sales.example", true, false),
        new(7, "Elena", "Brandt", "elena.brandt@sales.example", false, false),
    ];
}
