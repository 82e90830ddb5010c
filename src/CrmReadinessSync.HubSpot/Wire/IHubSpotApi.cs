namespace CrmReadinessSync.HubSpot;

/// <summary>
/// The part of HubSpot's API that we use: one method a resource, in the shape that Refit wants an interface. Trouble is always a
/// <see cref="Sync.CrmException"/>; partial failure of a batch is part of its answer.
/// </summary>
internal interface IHubSpotApi
{
    /// <summary><c>GET /account-info/{version}/details</c>: which account this is and what time it is there.</summary>
    Task<AccountAnswer> ReadAccountAsync(CancellationToken cancellationToken);

    /// <summary><c>GET /crm/properties/{version}/{type}</c>: all definitions, one page.</summary>
    Task<PropertyList> ListPropertiesAsync(string type, CancellationToken cancellationToken);

    /// <summary><c>POST /crm/properties/{version}/{type}</c>: a new property; one in the bin comes back.</summary>
    Task<PropertyDefinition> CreatePropertyAsync(string type, NewProperty property, CancellationToken cancellationToken);

    /// <summary><c>PATCH /crm/properties/{version}/{type}/{name}</c></summary>
    Task<PropertyDefinition> ChangePropertyAsync(string type, string name, PropertyChange change, CancellationToken cancellationToken);

    /// <summary><c>GET /crm/properties/{version}/{type}/groups</c></summary>
    Task<PropertyGroupList> ListPropertyGroupsAsync(string type, CancellationToken cancellationToken);

    /// <summary><c>POST /crm/properties/{version}/{type}/groups</c></summary>
    Task<PropertyGroup> CreatePropertyGroupAsync(string type, PropertyGroup group, CancellationToken cancellationToken);

    /// <summary><c>GET /crm/pipelines/{version}/{type}</c>: all of them with their stages.</summary>
    Task<PipelineList> ListPipelinesAsync(string type, CancellationToken cancellationToken);

    /// <summary><c>GET /crm/owners/{version}</c>: up to 100 active owners; needs <c>crm.objects.owners.read</c>.</summary>
    Task<OwnerPage> ListOwnersAsync(string? after, CancellationToken cancellationToken);

    /// <summary><c>GET /crm/objects/{version}/{type}</c>: up to 100 records by id, associations inline.</summary>
    Task<RecordPage> ListAsync(string type, ListQuery query, CancellationToken cancellationToken);

    /// <summary><c>POST /crm/objects/{version}/{type}/search</c>: up to 200 records.</summary>
    Task<RecordPage> SearchAsync(string type, SearchRequest request, CancellationToken cancellationToken);

    /// <summary><c>POST /crm/objects/{version}/{type}/batch/read</c>: up to 100 records, 50 with history.</summary>
    Task<RecordBatch> ReadBatchAsync(string type, BatchReadRequest request, CancellationToken cancellationToken);

    /// <summary><c>POST /crm/associations/{version}/{from}/{to}/batch/read</c>: up to 1,000 records.</summary>
    Task<AssociationBatch> ReadAssociationsAsync(string from, string to, AssociationRequest request, CancellationToken cancellationToken);

    /// <summary><c>GET /crm/associations/{version}/{from}/{to}/labels</c>; the read scope of either object serves.</summary>
    Task<LinkTypeList> ListLabelsAsync(string from, string to, CancellationToken cancellationToken);

    /// <summary><c>POST /crm/objects/{version}/{type}/batch/update</c>: up to 100 records. A refused batch (400) is an answer too.</summary>
    Task<RecordBatch> UpdateBatchAsync(string type, BatchUpdateRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// <c>POST /crm/objects/{version}/{type}/batch/create</c>: up to 100 records with their associations. A refused batch (400) is an answer too. It
    /// is not sent again when its fate is unknown.
    /// </summary>
    Task<RecordBatch> CreateBatchAsync(string type, BatchCreateRequest request, CancellationToken cancellationToken);

    /// <summary><c>POST /oauth/{version}/token</c>: a fresh access token for a refresh token.</summary>
    Task<TokenAnswer> RefreshTokenAsync(TokenRequest request, CancellationToken cancellationToken);
}
