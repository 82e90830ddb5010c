using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace CrmReadinessSync.Salesforce;

/// <summary>Generated readers and writers of all that goes over the wire, the cache and the token file.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(SalesforceMoment)], DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(IReadOnlyList<ApiVersion>))]
[JsonSerializable(typeof(ObjectDescription))]
[JsonSerializable(typeof(QueryResult))]
[JsonSerializable(typeof(CompositeRequest))]
[JsonSerializable(typeof(CompositeAnswer))]
[JsonSerializable(typeof(IReadOnlyList<SaveResult>))]
[JsonSerializable(typeof(SaveResult))]
[JsonSerializable(typeof(IReadOnlyList<RequestError>))]
[JsonSerializable(typeof(BulkJobRequest))]
[JsonSerializable(typeof(BulkJobChange))]
[JsonSerializable(typeof(BulkJob))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(OrgSchema))]
[JsonSerializable(typeof(RotatedToken))]
internal sealed partial class SalesforceJson : JsonSerializerContext;
