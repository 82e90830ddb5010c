namespace CrmReadinessSync.Sandbox;

/// <summary>What the practice CRM keeps.</summary>
internal enum RecordKind
{
    Deal,
    Contact,
    Company,
    Meeting,

    /// <summary>None is drawn: each was made through the CRM.</summary>
    Task,
}

/// <summary>
/// A record's place in the store: numbers are dense and ascend with creation. Each wire writes them its own way
/// (a HubSpot id, a Salesforce id); both orders are the order of numbers.
/// </summary>
internal readonly record struct RecordKey(RecordKind Kind, long Number);
