namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>A field of an object that the store keeps: where its value comes from and goes to.</summary>
/// <param name="Field">As describe tells it.</param>
/// <param name="Property">The store's property; null when worked out.</param>
/// <param name="Map">Between the store's words and API names; null when they are the same.</param>
/// <param name="Compute">Works the value out; null when it is read from <paramref name="Property"/>.</param>
internal sealed record OrgField(SObjectField Field, string? Property, ValueMap? Map = null, Func<Org, CrmRecord, object?>? Compute = null)
{
    /// <summary>Whether the org keeps the history of its values.</summary>
    public bool IsTracked { get; init; }

    /// <summary>The value of a record.</summary>
    public object? Read(Org org, CrmRecord record) => Compute is not null ? Compute(org, record) : FromStore(record[Property!]);

    /// <summary>A row's value of the store's text.</summary>
    public object? FromStore(string? text) => StoreText.Read(Map is null ? text : Map.Api(text), Field.Type);

    /// <summary>The store's text of a row's value.</summary>
    public string? ToStore(object? value) => Map is null ? StoreText.Write(value) : Map.Store(StoreText.Write(value));
}
