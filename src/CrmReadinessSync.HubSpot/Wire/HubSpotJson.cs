using System.Text.Json.Serialization;

namespace CrmReadinessSync.HubSpot;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(AccountDetails))]
[JsonSerializable(typeof(PropertyList))]
[JsonSerializable(typeof(RecordPage))]
[JsonSerializable(typeof(RecordBatch))]
[JsonSerializable(typeof(AssociationBatch))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(HubSpotError))]
[JsonSerializable(typeof(InvalidProperty[]))]
[JsonSerializable(typeof(SearchRequest))]
[JsonSerializable(typeof(BatchReadRequest))]
[JsonSerializable(typeof(AssociationRequest))]
[JsonSerializable(typeof(BatchUpdateRequest))]
internal sealed partial class HubSpotJson : JsonSerializerContext;
