using System.Globalization;

namespace CrmReadinessSync.Sandbox;

/// <summary>One stage of the account's pipeline.</summary>
internal sealed record HubSpotStage(string Stored, string Id, string Ja, string En, string Probability);

/// <summary>The account behind the HubSpot wire: records, definitions, association labels, and the instant of the request under way.</summary>
internal sealed class HubSpotAccount : IAccountView
{
    /// <summary>HubSpot's default pipeline, and one that is empty until deals are moved there.</summary>
    public static IReadOnlyList<(string Id, string Ja, string En)> Pipelines { get; } =
        [("default", "営業パイプライン", "Sales Pipeline"), ("renewals", "更新パイプライン", "Renewals Pipeline")];

    /// <summary>HubSpot's default stages, in either pipeline.</summary>
    public static IReadOnlyList<HubSpotStage> Stages { get; } =
    [
        new(Stage.Appointment, "appointmentscheduled", "アポ獲得", "Appointment scheduled", "0.2"),
        new(Stage.Qualified, "qualifiedtobuy", "課題確認", "Qualified to buy", "0.4"),
        new(Stage.Presented, "presentationscheduled", "提案", "Presentation scheduled", "0.6"),
        new(Stage.BoughtIn, "decisionmakerboughtin", "意思決定者の合意", "Decision maker bought-in", "0.8"),
        new(Stage.Contract, "contractsent", "契約書送付", "Contract sent", "0.9"),
        new(Stage.Won, "closedwon", "受注", "Closed won", "1.0"),
        new(Stage.Lost, "closedlost", "失注", "Closed lost", "0.0"),
    ];

    public HubSpotAccount(CrmStore store, string language, int seed, bool bare)
    {
        Store = store;
        Language = language;
        PortalId = 44_000_000 + new Dice(seed, "portal", 0).Next("id", 5_000_000);
        Objects = HubSpotCatalogue.Create(language);
        Associations = new HubSpotLabels(language);
        Now = store.Start;
        if (!bare)
            HubSpotCatalogue.AddReadiness(Object(RecordKind.Deal), language);
    }

    public int PortalId { get; }

    public CrmStore Store { get; }

    public string Language { get; }

    public IReadOnlyList<HubSpotObject> Objects { get; }

    public HubSpotLabels Associations { get; }

    /// <summary>The instant of the request under way.</summary>
    public DateTimeOffset Now { get; set; }

    public string Vendor => "HubSpot";

    public static string OwnerId(int number) => (84_210_000 + (number * 311)).ToString(CultureInfo.InvariantCulture);

    public static HubSpotStage? StageOf(string? stored) => Stages.FirstOrDefault(stage => stage.Stored == stored);

    public HubSpotObject Object(RecordKind kind) => Objects.First(type => type.Kind == kind);

    /// <summary>The object type of a name or type id in a path; null when there is none.</summary>
    public HubSpotObject? Object(string name) => Objects.FirstOrDefault(type => type.Answers(name));

    public string IdOf(RecordKey key) => HubSpotIds.Of(key);

    public RecordKey? KeyOf(RecordKind kind, string id) => HubSpotIds.Parse(kind, id);

    public string? WireName(RecordKind kind, string property) =>
        Object(kind).Properties.Values.FirstOrDefault(candidate => candidate.Stored == property)?.Name;

    public string? StoreName(RecordKind kind, string wireName) => Object(kind).Property(wireName)?.Stored;

    public string? WireValue(RecordKind kind, string property, string? value) =>
        WireName(kind, property) is { } name ? Object(kind).Properties[name].ToWire(value) : value;

    public string? StoreValue(RecordKind kind, string property, string? value) =>
        WireName(kind, property) is { } name ? Object(kind).Properties[name].ToStored(value) : value;

    public string StageLabel(string stage) => StageOf(stage) is { } known ? Language == "ja" ? known.Ja : known.En : stage;

    /// <summary>A record's value as HubSpot shows it: null when never set, empty when cleared.</summary>
    public string? Read(CrmRecord record, HubSpotProperty property)
    {
        if (property.Computed is { } compute)
            return compute(record, this);
        return record[property.Stored!] is { } value ? property.ToWire(value) : record.WasEverSet(property.Stored!) ? string.Empty : null;
    }
}
