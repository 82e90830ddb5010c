using System.Collections.Immutable;

namespace CrmReadinessSync.Sync;

/// <summary>
/// Reads deals as a bounded stream (law 9). It owns the vendor's feeds and their positions; it never decides what a deal means.
/// </summary>
public interface IDealSource
{
    /// <summary>
    /// Yields every deal that may have changed since the request's positions, complete with contacts, company and meetings.
    /// Our own echoes (a row whose stamp equals <see cref="KnownDeal.EchoStamp"/>) are recognised from the listing alone.
    /// The last page carries the positions to keep once every deal of the stream has its outcome in the journal (law 3).
    /// </summary>
    /// <exception cref="CrmException">The feed cannot be read; nothing was skipped silently (law 10: an error is never an empty list).</exception>
    IAsyncEnumerable<DealPage> ReadChangedAsync(ReadRequest request, CancellationToken cancellationToken);

    /// <summary>Yields the named deals complete, whatever their stamps; those the CRM no longer has come as <see cref="DealPage.Gone"/>.</summary>
    /// <exception cref="CrmException">They cannot be read.</exception>
    IAsyncEnumerable<DealPage> ReadDealsAsync(IReadOnlyCollection<string> dealIds, ReadRequest request, CancellationToken cancellationToken);
}

/// <summary>What a read starts from.</summary>
/// <param name="Account">The account as it answered at the cycle's start; its clock bounds the windows.</param>
/// <param name="Positions">Where each feed stands; empty means a first full read.</param>
/// <param name="Known">What the journal knows of the deals, so that only what moved is fetched in full.</param>
/// <param name="Reconcile">Whether this is the daily full comparison.</param>
public sealed record ReadRequest(
    CrmAccount Account,
    ImmutableSortedDictionary<string, string> Positions,
    IKnownDeals Known,
    bool Reconcile);

/// <summary>What the journal knows, asked by the page. Implementations answer from local storage.</summary>
public interface IKnownDeals
{
    /// <summary>The known ones among <paramref name="dealIds"/>; a deal marked as gone is not known, so that it is met as new when restored.</summary>
    Task<IReadOnlyDictionary<string, KnownDeal>> FindAsync(IReadOnlyCollection<string> dealIds, CancellationToken cancellationToken);

    /// <summary>Ids of known open deals that hang on one of the given contacts, companies or meetings, each once.</summary>
    Task<IReadOnlyList<string>> FindLinkedAsync(LinkKind kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>Ids of all known deals, ascending by ordinal, for the reconcile.</summary>
    IAsyncEnumerable<string> ListIdsAsync(CancellationToken cancellationToken);
}

/// <summary>What a deal can hang on.</summary>
public enum LinkKind
{
    /// <summary>A contact.</summary>
    Contact,

    /// <summary>A company or account.</summary>
    Company,

    /// <summary>A meeting or event.</summary>
    Meeting,
}

/// <summary>A deal as the journal last saw it.</summary>
/// <param name="Snapshot">The last snapshot, with <see cref="DealSnapshot.Shown"/> as our later writes left it.</param>
/// <param name="EchoStamp">The change stamp that the CRM gave to our own last write, when it told us.</param>
/// <param name="Standing">What people did to our fields, if anybody did anything.</param>
public sealed record KnownDeal(DealSnapshot Snapshot, DateTimeOffset? EchoStamp, DealStanding? Standing = null);

/// <summary>A page of a read.</summary>
public sealed record DealPage
{
    /// <summary>Deals read in full.</summary>
    public IReadOnlyList<DealSnapshot> Deals { get; init; } = [];

    /// <summary>Deals that were listed and are what the journal already holds: our echoes, and late rows seen twice.</summary>
    public IReadOnlyList<UnchangedDeal> Unchanged { get; init; } = [];

    /// <summary>Deals the CRM no longer has (deleted, archived, merged away).</summary>
    public IReadOnlyList<string> Gone { get; init; } = [];

    /// <summary>Deals that could not be read; they are retried, never judged (law 10 of judgement).</summary>
    public IReadOnlyList<DealReadFailure> Failed { get; init; } = [];

    /// <summary>Only on the last page: where each feed stands now.</summary>
    public ImmutableSortedDictionary<string, string>? Positions { get; init; }
}

/// <summary>A listed deal that needs no new snapshot.</summary>
/// <param name="Id">The deal.</param>
/// <param name="ModifiedAt">The stamp it was listed with.</param>
public sealed record UnchangedDeal(string Id, DateTimeOffset ModifiedAt);

/// <summary>One deal that could not be read.</summary>
/// <param name="Id">The deal.</param>
/// <param name="Failure">Why, and what to do.</param>
public sealed record DealReadFailure(string Id, CrmFailure Failure);
