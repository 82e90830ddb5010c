using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>Hands deals on in pages of a size that one transaction of the journal takes well.</summary>
internal static class Pages
{
    private const int Size = 500;

    public static IEnumerable<DealPage> Of(IReadOnlyList<DealSnapshot> deals) => deals.Chunk(Size).Select(chunk => new DealPage { Deals = chunk });

    /// <summary>Whether there is anything in it to hand on.</summary>
    public static bool HasContent(this DealPage page) => page.Deals.Count + page.Unchanged.Count + page.Gone.Count + page.Failed.Count > 0;
}
