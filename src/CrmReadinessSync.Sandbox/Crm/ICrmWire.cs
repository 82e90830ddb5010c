using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox;

/// <summary>What a request is for, told from its method and path alone.</summary>
/// <param name="Kind">A short name for counting, such as <c>deals.search</c> or <c>token</c>.</param>
/// <param name="Writes">Whether it changes records.</param>
/// <param name="Authenticates">Whether it is a sign-in, which no fault touches.</param>
internal readonly record struct WireCall(string Kind, bool Writes = false, bool Authenticates = false);

/// <summary>A refusal that says nothing about the request itself.</summary>
internal enum Refusal
{
    /// <summary>Too many requests, in the vendor's words.</summary>
    Throttled,

    /// <summary>Something broke on the vendor's side, in JSON or as an HTML page of its edge.</summary>
    ServerError,
}

/// <summary>Something that happens to the account while a client works with it.</summary>
internal enum Mishap
{
    /// <summary>Access tokens given out so far are worth nothing from now on; a new sign-in works.</summary>
    TokensExpire,

    /// <summary>One of the deals the request names goes to the bin just before it.</summary>
    DealVanishes,

    /// <summary>Some of the deals the request names are locked for a moment.</summary>
    RowsLocked,

    /// <summary>An admin removes one of the target fields.</summary>
    FieldRemoved,

    /// <summary>An admin takes away the permission to write deals.</summary>
    PermissionWithdrawn,
}

/// <summary>One vendor's manners over a <see cref="CrmStore"/>.</summary>
internal interface ICrmWire
{
    /// <summary>Tells what a request is for, without doing it.</summary>
    WireCall Classify(SandboxRequest request);

    /// <summary>Does it.</summary>
    SandboxResponse Handle(SandboxRequest request, DateTimeOffset now);

    /// <summary>Refuses it in the vendor's words without doing it.</summary>
    SandboxResponse Refuse(Refusal refusal, SandboxRequest request, DateTimeOffset now);

    /// <summary>Lets something happen just before the request is handled.</summary>
    void Suffer(Mishap mishap, SandboxRequest request, DateTimeOffset now);

    /// <summary>Lets an admin change how the account is set up: what is allowed, and what is used up.</summary>
    /// <exception cref="FormatException">A key is not known to this vendor.</exception>
    void Arrange(JsonObject change, DateTimeOffset now);

    /// <summary>The account as the board and the admin calls show it.</summary>
    IAccountView View { get; }
}

/// <summary>What board and admin calls need to know of an account, whoever the vendor.</summary>
internal interface IAccountView
{
    /// <summary><c>HubSpot</c> or <c>Salesforce</c>.</summary>
    string Vendor { get; }

    CrmStore Store { get; }

    /// <summary>The language of its labels: <c>ja</c> or <c>en</c>.</summary>
    string Language { get; }

    /// <summary>A record's id as the vendor writes it.</summary>
    string IdOf(RecordKey key);

    /// <summary>The record of an id; null when it is none of this vendor's ids.</summary>
    RecordKey? KeyOf(RecordKind kind, string id);

    /// <summary>The vendor's name of a store property; null when it shows none.</summary>
    string? WireName(RecordKind kind, string property);

    /// <summary>The store property of a vendor's name; null when it is unknown or computed.</summary>
    string? StoreName(RecordKind kind, string wireName);

    /// <summary>The value of a store property as the vendor writes it.</summary>
    string? WireValue(RecordKind kind, string property, string? value);

    /// <summary>A vendor's value as the store keeps it.</summary>
    string? StoreValue(RecordKind kind, string property, string? value);

    /// <summary>The label of a stage.</summary>
    string StageLabel(string stage);
}
