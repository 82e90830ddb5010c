using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CrmReadinessSync.Sync;

/// <summary>A short hash over everything the rules may know of a deal, but for the time: what a change of facts changes.</summary>
public static class FactsFingerprint
{
    /// <summary>Sixteen hex digits.</summary>
    public static string Of(DealSnapshot deal)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in deal.Values)
        {
            Add($"value {name}", value.Value, Moment(value.SetAt));
        }

        foreach (var contact in deal.Contacts)
        {
            Add("contact", contact.Id, string.Join(';', contact.Roles));
        }

        foreach (var company in deal.CompanyIds)
        {
            Add("company", company, null);
        }

        foreach (var meeting in deal.Meetings)
        {
            Add($"meeting {meeting.Id} {meeting.State} {meeting.AllDay} {meeting.Type}", Moment(meeting.Start), meeting.Title);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));

        // Each part carries its length, so that no two deals can run into one another.
        void Add(string what, string? value, string? more)
        {
            foreach (var part in new[] { what, value ?? "\0", more ?? "\0" })
            {
                hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{part.Length}:{part}\n")));
            }
        }
    }

    private static string? Moment(DateTimeOffset? at) => at?.UtcTicks.ToString(CultureInfo.InvariantCulture);
}
