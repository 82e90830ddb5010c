namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>An answer in the org's own words: the code and message of its error body, and the HTTP status it comes with.</summary>
internal sealed class SalesforceException(string code, string message, int status = 400, params string[] fields) : Exception(message)
{
    /// <summary>Such as <c>MALFORMED_QUERY</c>.</summary>
    public string Code { get; } = code;

    /// <summary>The HTTP status when the whole request fails of it.</summary>
    public int Status { get; } = status;

    /// <summary>The fields it is about; may be empty.</summary>
    public IReadOnlyList<string> Fields { get; } = fields;
}
