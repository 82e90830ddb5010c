using Bogus;
using Bogus.DataSets;

namespace CrmReadinessSync.Sandbox;

/// <summary>Made-up people on the other side.</summary>
internal sealed class People
{
    private static readonly (string Name, string Roman)[] JapaneseFamilies =
    [
        ("佐々木", "sasaki"), ("山口", "yamaguchi"), ("松本", "matsumoto"), ("井上", "inoue"), ("木村", "kimura"), ("林", "hayashi"), ("清水", "shimizu"), ("山崎", "yamazaki"),
        ("森", "mori"), ("池田", "ikeda"), ("橋本", "hashimoto"), ("石川", "ishikawa"), ("前田", "maeda"), ("藤田", "fujita"), ("岡田", "okada"), ("後藤", "goto"), ("長谷川", "hasegawa"),
        ("村上", "murakami"), ("近藤", "kondo"), ("坂本", "sakamoto"), ("遠藤", "endo"), ("青木", "aoki"), ("西村", "nishimura"), ("福田", "fukuda"), ("太田", "ota"), ("三浦", "miura"),
    ];

    private readonly Name _japanese = new("ja");
    private readonly Name _english = new("en");

    public Person Draw(Dice dice, bool japanese, string domain, string role)
    {
        var titles = Titles(japanese, role);
        if (japanese)
        {
            var (family, roman) = dice.Pick("family", JapaneseFamilies);
            _japanese.Random = new Randomizer(dice.Seed("given"));
            return new Person(_japanese.FirstName(), family, $"{(char)('a' + dice.Next("initial", 26))}.{roman}@{domain}", $"0{3 + dice.Next("area", 6)}-{1000 + dice.Next("p1", 9000)}-{1000 + dice.Next("p2", 9000)}", dice.Pick("title", titles));
        }

        _english.Random = new Randomizer(dice.Seed("given"));
        var first = _english.FirstName();
        var last = _english.LastName();
        var local = new string([.. $"{first}.{last}".ToLowerInvariant().Where(c => c is '.' || char.IsAsciiLetter(c))]);
        return new Person(first, last, $"{local}@{domain}", $"+65 {6000 + dice.Next("p1", 3000)} {1000 + dice.Next("p2", 9000)}", dice.Pick("title", titles));
    }

    private static string[] Titles(bool japanese, string role) => (japanese, role) switch
    {
        (true, ContactRole.DecisionMaker or ContactRole.Sponsor) => ["代表取締役", "取締役 営業本部長", "工場長"],
        (true, ContactRole.Champion or ContactRole.BudgetHolder) => ["経営企画部 課長", "生産管理部 部長", "業務改革推進室 室長"],
        (true, ContactRole.Purchasing) => ["購買部 主任", "資材調達課"],
        (true, ContactRole.EndUser) => ["現場リーダー", "物流センター 係長"],
        (true, _) => ["情報システム部", "総務部 主任", "営業企画部", "DX推進室"],
        (false, ContactRole.DecisionMaker or ContactRole.Sponsor) => ["Managing Director", "Chief Operating Officer", "VP Operations"],
        (false, ContactRole.Champion or ContactRole.BudgetHolder) => ["Head of Operations", "Finance Manager", "Transformation Lead"],
        (false, ContactRole.Purchasing) => ["Procurement Officer", "Category Manager"],
        (false, ContactRole.EndUser) => ["Shift Supervisor", "Warehouse Team Lead"],
        _ => ["IT Analyst", "Project Coordinator", "Office Manager", "Business Analyst"],
    };
}

/// <summary>A made-up person.</summary>
internal sealed record Person(string FirstName, string LastName, string Email, string Phone, string Title);
