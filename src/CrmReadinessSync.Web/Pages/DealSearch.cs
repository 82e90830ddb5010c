using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CrmReadinessSync.Readiness;
using Microsoft.AspNetCore.Http;

namespace CrmReadinessSync.Web;

/// <summary>What a visitor looks for among the open deals.</summary>
public sealed record DealSearch
{
    public const int PageSize = 50;

    public string Text { get; init; } = "";

    public string? Crm { get; init; }

    public Flag? Flag { get; init; }

    public Phase? Phase { get; init; }

    /// <summary>Only deals with a meeting ahead.</summary>
    public bool OnlyMeetings { get; init; }

    /// <summary>From 1.</summary>
    public int Number { get; init; } = 1;

    public static DealSearch Of(IQueryCollection query) => new()
    {
        Text = query["q"].ToString().Trim() is { Length: <= 100 } text ? text : "",
        Crm = query["crm"].ToString() is { Length: > 0 } crm ? crm : null,
        Flag = Enum.TryParse<Flag>(query["flag"], out var flag) && Enum.IsDefined(flag) ? flag : null,
        Phase = Enum.TryParse<Phase>(query["phase"], out var phase) && Enum.IsDefined(phase) ? phase : null,
        OnlyMeetings = query["meetings"] == "on",
        Number = int.TryParse(query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page > 0 ? page : 1,
    };

    public FoundDeals Find(ServiceView service, Boards boards)
    {
        var folded = Fold(Text);
        var crms = service.Enabled.Select(crm => crm.Connection.Name).Where(name => Crm is null || name == Crm).ToList();
        var matches = crms
            .SelectMany(crm => boards[crm].Deals)
            .Where(deal =>
                (Flag is null || deal.Flag == Flag)
                && (Phase is null || deal.Phase == Phase)
                && (!OnlyMeetings || deal.Meeting is not null)
                && (folded.Length == 0 || deal.Id == Text || Fold(deal.Name).Contains(folded, StringComparison.Ordinal)));
        if (crms.Count > 1)
        {
            matches = matches.OrderBy(deal => deal.Meeting ?? DateTimeOffset.MaxValue);
        }

        var all = matches.ToImmutableArray();
        var pages = Math.Max(1, (all.Length + PageSize - 1) / PageSize);
        var number = Math.Min(Number, pages);
        return new FoundDeals(this with { Number = number }, all.Length, pages, [.. all.Skip((number - 1) * PageSize).Take(PageSize)]);
    }

    /// <summary>The address of this search with another page.</summary>
    public string Address(int page)
    {
        var address = new StringBuilder("/deals?");
        Add("q", Text);
        Add("crm", Crm);
        Add("flag", Flag?.ToString());
        Add("phase", Phase?.ToString());
        Add("meetings", OnlyMeetings ? "on" : null);
        return address.Append(CultureInfo.InvariantCulture, $"page={page}").ToString();

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                address.Append(name).Append('=').Append(Uri.EscapeDataString(value)).Append('&');
            }
        }
    }

    /// <summary>Full and half width, upper and lower case are the same name.</summary>
    private static string Fold(string text) => Ascii.IsValid(text) ? text.ToLowerInvariant() : string.Concat(text.EnumerateRunes()).Normalize(NormalizationForm.FormKC).ToLowerInvariant();
}

/// <summary>A page of what was found.</summary>
public sealed record FoundDeals(DealSearch Search, int All, int Pages, ImmutableArray<DealCard> Deals);
