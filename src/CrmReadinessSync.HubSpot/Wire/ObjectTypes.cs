namespace CrmReadinessSync.HubSpot;

/// <summary>Object types as paths name them.</summary>
internal static class ObjectTypes
{
    public const string Deals = "deals";
    public const string Contacts = "contacts";
    public const string Companies = "companies";
    public const string Meetings = "meetings";
    public const string Tasks = "tasks";

    /// <summary>The property that holds a type's change stamp; contacts name it differently.</summary>
    public static string StampOf(string type) => type == Contacts ? "lastmodifieddate" : "hs_lastmodifieddate";
}
