namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>The org as the board and the admin calls see it.</summary>
internal sealed class SalesforceView(Org org) : IAccountView
{
    private const string LastReply = "LastReply";

    public string Vendor => "Salesforce";

    public CrmStore Store => org.Store;

    public string Language => org.Japanese ? "ja" : "en";

    public string IdOf(RecordKey key) => Org.IdOf(key);

    public RecordKey? KeyOf(RecordKind kind, string id) => org.KeyOf(kind, id);

    public string? WireName(RecordKind kind, string property)
    {
        if (property == Obstacles.Property)
            return Obstacles.WireName;
        return Source(kind, f => f.Property == property)?.Field.Name ?? property switch
        {
            Known.OwnerNumber => "OwnerId",
            Known.Outcome => "Outcome",
            Known.LastReply => LastReply,
            _ => null,
        };
    }

    public string? StoreName(RecordKind kind, string wireName) => wireName switch
    {
        Obstacles.WireName => Obstacles.Property,
        "OwnerId" => Known.OwnerNumber,
        // An event has no outcome; calling one off is deleting it. The store knows better, and so may a test.
        "Outcome" when kind == RecordKind.Meeting => Known.Outcome,
        // Nor has an opportunity a last reply; an EmailMessage is made of it.
        LastReply when kind == RecordKind.Deal => Known.LastReply,
        _ => Source(kind, f => f.Field.Name.Equals(wireName, StringComparison.OrdinalIgnoreCase))?.Property,
    };

    public string? WireValue(RecordKind kind, string property, string? value)
    {
        if (property == Known.OwnerNumber)
            return Org.UserId(value);
        return Source(kind, f => f.Property == property) is { } field ? StoreText.Write(field.FromStore(value)) : value;
    }

    public string? StoreValue(RecordKind kind, string property, string? value)
    {
        if (property == Known.OwnerNumber && value is not null)
            return (RecordId.Number(value) ?? throw new FormatException($"'{value}' is no user's id.")).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Source(kind, f => f.Property == property)?.Map?.Store(value) ?? value;
    }

    public string StageLabel(string stage)
    {
        var api = ValueMap.Stages.Api(stage);
        return ValueMap.Stages.Choices(org.Japanese).FirstOrDefault(c => c.Value == api)?.Label ?? stage;
    }

    private OrgField? Source(RecordKind kind, Func<OrgField, bool> fits) => org.Schema.SourcesOf(Type(kind)).FirstOrDefault(fits);

    private static string Type(RecordKind kind) => kind switch
    {
        RecordKind.Deal => "Opportunity",
        RecordKind.Contact => "Contact",
        RecordKind.Company => "Account",
        RecordKind.Task => "Task",
        _ => "Event",
    };
}
