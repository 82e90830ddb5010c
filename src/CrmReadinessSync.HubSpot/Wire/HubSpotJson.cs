using System.Text.Json.Serialization;

namespace CrmReadinessSync.HubSpot;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(AccountDetails))]
[JsonSerializable(typeof(PropertyList))]
[JsonSerializable(typeof(PropertyGroupList))]
[JsonSerializable(typeof(PipelineList))]
[JsonSerializable(typeof(OwnerPage))]
[JsonSerializable(typeof(NewProperty))]
[JsonSerializable(typeof(PropertyChange))]
[JsonSerializable(typeof(RecordPage))]
[JsonSerializable(typeof(RecordBatch))]
[JsonSerializable(typeof(AssociationBatch))]
[JsonSerializable(typeof(LinkTypeList))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(HubSpotError))]
[JsonSerializable(typeof(InvalidProperty[]))]
[JsonSerializable(typeof(SearchRequest))]
[JsonSerializable(typeof(BatchReadRequest))]
[JsonSerializable(typeof(AssociationRequest))]
[JsonSerializable(typeof(BatchUpdateRequest))]
[JsonSerializable(typeof(BatchCreateRequest))]
internal sealed partial class HubSpotJson : JsonSerializerContext;
