using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>Sorts a connection's mapped fields by the object that their prefix names.</summary>
internal static class FieldPaths
{
    private const string Company = "company.";
    private const string Contact = "contact.";
    private const string Meeting = "meeting.";

    /// <summary>Fields of the opportunity, or of something it points to (<c>RecordType.DeveloperName</c>).</summary>
    public static IReadOnlyList<string> OfDeal(CrmConnection connection) =>
        [.. connection.Fields.Where(field => IsOfDeal(field.Key) && !Mails.IsSource(field.Value)).Select(field => field.Value.From)];

    /// <summary>Fields of the account.</summary>
    public static IReadOnlyList<string> OfCompany(CrmConnection connection) => Of(connection, Company);

    /// <summary>Fields of the contact role.</summary>
    public static IReadOnlyList<string> OfContact(CrmConnection connection) => Of(connection, Contact);

    /// <summary>Fields of the event.</summary>
    public static IReadOnlyList<string> OfMeeting(CrmConnection connection) => Of(connection, Meeting);

    /// <summary>Words that answers are recorded under: what has a shelf life, and so wants a date.</summary>
    public static IReadOnlyList<string> Answers(CrmConnection connection) =>
    [
        .. connection.Fields.Keys.Where(name => IsOfDeal(name) && Vocabulary.TryFind(name, out var field) && field.Kind is FieldKind.Answer),
    ];

    /// <summary>Whether a word is about the account.</summary>
    public static bool IsOfCompany(string word) => word.StartsWith(Company, StringComparison.Ordinal);

    /// <summary>Whether a word is about the deal itself.</summary>
    public static bool IsOfDeal(string word) =>
        !IsOfCompany(word) && !word.StartsWith(Contact, StringComparison.Ordinal) && !word.StartsWith(Meeting, StringComparison.Ordinal);

    private static IReadOnlyList<string> Of(CrmConnection connection, string prefix) =>
        [.. connection.Fields.Where(field => field.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(field => field.Value.From)];
}
