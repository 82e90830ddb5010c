namespace CrmReadinessSync.Sandbox;

/// <summary>Made-up companies: names that read like companies of their country and belong to nobody.</summary>
internal static class Places
{
    private static readonly (string Name, string Domain)[] JapaneseNames =
    [
        ("朝凪", "asanagi"), ("瑞風", "zuifu"), ("星ヶ原", "hoshigahara"), ("翠峰", "suiho"), ("雲雀野", "hibarino"), ("鈴懸", "suzukake"), ("葵野", "aoino"),
        ("柊木", "hiiragi"), ("茜原", "akanehara"), ("渚沢", "nagisawa"), ("萌黄", "moegi"), ("千草野", "chigusano"), ("夕凪", "yunagi"), ("青嶺", "aone"),
        ("白鷺沢", "shirasagisawa"), ("花水木", "hanamizuki"), ("霞原", "kasumihara"), ("野分", "nowaki"), ("光苔", "hikarigoke"), ("若葉野", "wakabano"), ("月白", "geppaku"), ("波音", "namioto"),
    ];

    private static readonly (string Name, string Domain, string Industry)[] JapaneseTrades =
    [
        ("製作所", "works", "MACHINERY"), ("精機", "seiki", "MACHINERY"), ("物流", "logi", "LOGISTICS_AND_SUPPLY_CHAIN"), ("食品", "foods", "FOOD_PRODUCTION"),
        ("建設", "kensetsu", "CONSTRUCTION"), ("商事", "shoji", "WHOLESALE"), ("電機", "denki", "ELECTRICAL_ELECTRONIC_MANUFACTURING"), ("薬品", "yakuhin", "PHARMACEUTICALS"),
        ("印刷", "print", "PRINTING"), ("繊維", "seni", "TEXTILES"), ("運輸", "unyu", "TRANSPORTATION_TRUCKING_RAILROAD"), ("化成", "kasei", "CHEMICALS"),
    ];

    private static readonly string[] EnglishNames =
    [
        "Harbourwick", "Northgale", "Bluefenn", "Kestrelby", "Redgumley", "Silverlinden", "Meridale", "Tasmanby", "Orchardine", "Lanternholt", "Copperwick", "Straitsmere", "Fernholt", "Ironbarrow",
        "Peninstow", "Summerleigh", "Raffleford", "Crossmoor", "Monsoonby", "Albatrell", "Keystow", "Marlowick", "Wattlebrook", "Eastbarrow", "Pinnaclay", "Glasswater",
    ];

    private static readonly (string Name, string Industry)[] EnglishTrades =
    [
        ("Foods", "FOOD_PRODUCTION"), ("Logistics", "LOGISTICS_AND_SUPPLY_CHAIN"), ("Engineering", "MACHINERY"), ("Medical", "MEDICAL_DEVICES"), ("Packaging", "PACKAGING_AND_CONTAINERS"),
        ("Freight", "TRANSPORTATION_TRUCKING_RAILROAD"), ("Building Supplies", "BUILDING_MATERIALS"), ("Textiles", "TEXTILES"), ("Wholesale", "WHOLESALE"), ("Instruments", "ELECTRICAL_ELECTRONIC_MANUFACTURING"),
        ("Printing", "PRINTING"), ("Dairy", "DAIRY"),
    ];

    private static readonly (string City, string Country)[] EnglishCities =
        [("Singapore", "Singapore"), ("Sydney", "Australia"), ("Melbourne", "Australia"), ("Auckland", "New Zealand"), ("Hong Kong", "Hong Kong"), ("Brisbane", "Australia")];

    private static readonly string[] JapaneseCities = ["東京都千代田区", "大阪市北区", "名古屋市中村区", "福岡市博多区", "仙台市青葉区", "浜松市中央区", "富山市", "岡山市北区"];

    public static Place Draw(Dice dice, bool japanese, CompanySize size)
    {
        var employees = size switch
        {
            CompanySize.Small => 8 + dice.Next("employees", 40),
            CompanySize.Middle => 60 + dice.Next("employees", 400),
            _ => 1200 + (100 * dice.Next("employees", 60)),
        };
        if (japanese)
        {
            var (name, domain) = dice.Pick("name", JapaneseNames);
            var (trade, suffix, industry) = dice.Pick("trade", JapaneseTrades);
            return new Place(dice.Next("form", 3) == 0 ? $"{name}{trade}株式会社" : $"株式会社{name}{trade}", $"{domain}-{suffix}.example", industry, employees, dice.Pick("city", JapaneseCities), "日本");
        }

        var first = dice.Pick("name", EnglishNames);
        var (english, sector) = dice.Pick("trade", EnglishTrades);
        var (city, country) = dice.Pick("city", EnglishCities);
        var legal = country is "Singapore" ? "Pte Ltd" : country is "Australia" ? "Pty Ltd" : "Ltd";
        return new Place($"{first} {english} {legal}", $"{(first + english).ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal)}.example", sector, employees, city, country);
    }
}

/// <summary>A made-up company.</summary>
internal sealed record Place(string Name, string Domain, string Industry, int Employees, string City, string Country)
{
    /// <summary>The name without its legal form, as reps write it in the names of deals.</summary>
    public string ShortName => Name.Replace("株式会社", "", StringComparison.Ordinal)
        .Replace(" Pte Ltd", "", StringComparison.Ordinal).Replace(" Pty Ltd", "", StringComparison.Ordinal).Replace(" Ltd", "", StringComparison.Ordinal);
}
