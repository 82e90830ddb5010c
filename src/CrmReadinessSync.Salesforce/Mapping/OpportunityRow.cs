using System.Collections.Immutable;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>An opportunity's own row, as a snapshot still without the people, the meetings and the dates of its answers.</summary>
internal static class OpportunityRow
{
    /// <summary>How much too fresh an answer may look.</summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromDays(1);

    /// <summary>Reads a row.</summary>
    /// <param name="row">The row of the main query.</param>
    /// <param name="holder">The row that holds a path: long texts beyond the first come in rows of their own.</param>
    /// <param name="plan">Which values go under which word.</param>
    /// <exception cref="CrmException">The row lacks what every row has.</exception>
    public static DealSnapshot Read(SalesforceRow row, Func<string, SalesforceRow> holder, ReadPlan plan)
    {
        var account = row.Text("AccountId");
        var closed = row.Flag("IsClosed");
        return new DealSnapshot
        {
            Id = row.Text(Names.Id) ?? throw FailureTable.Unreadable("A row has no id."),
            Name = row.Text("Name"),
            ModifiedAt = row.Moment(Names.Stamp) ?? throw FailureTable.Unreadable("A row has no change stamp."),
            IsClosed = closed,
            IsWon = closed ? row.Flag("IsWon") : null,
            GroupKey = account,
            CompanyIds = account is null ? [] : [account],
            Values = plan.Fields.ToImmutableSortedDictionary(
                field => field.Word, field => new ObservedValue(holder(field.Path).Raw(field)), StringComparer.Ordinal),
            Shown = plan.Targets.ToImmutableSortedDictionary(
                target => target.Property, target => holder(target.Name).Text(target.Name), StringComparer.Ordinal),
        };
    }

    /// <summary>
    /// Whether the row says nothing that the journal does not hold: our own write coming back, or a row seen twice. Stamps count whole seconds, so
    /// an equal one proves nothing: somebody may have changed the deal in the very second in which it was read. It has to do only where long texts
    /// are not in the row.
    /// </summary>
    public static bool IsKnown(DealSnapshot row, DealSnapshot known, ReadPlan plan) =>
        (plan.ExtraLongTexts.IsEmpty ? SaysTheSame(row, known) : row.ModifiedAt == known.ModifiedAt)
        // What mails told is in no row of a deal; once they cannot be read any more it is no knowledge.
        && (plan.ReadsMails || row.Values.ContainsKey(Mails.Word) || !known.Values.ContainsKey(Mails.Word));

    /// <summary>
    /// Whether somebody else saved the deal since it was read. An answer that was changed and set back looks as before and is a new one, so such a row
    /// is read whole. Our own writes coming back are told by their user; where the session does not tell who we are, values alone decide.
    /// </summary>
    public static bool IsSavedByOthers(SalesforceRow source, DealSnapshot known, string? self) =>
        self is not null && source.Text(Names.SavedBy) is { } editor && editor != self && source.Moment(Names.Saved) > known.ModifiedAt;

    private static bool SaysTheSame(DealSnapshot row, DealSnapshot known) =>
        row.Name == known.Name
        && row.IsClosed == known.IsClosed
        && row.IsWon == known.IsWon
        && row.GroupKey == known.GroupKey
        && row.CompanyIds.SequenceEqual(known.CompanyIds, StringComparer.Ordinal)
        && known.Values.Count(value => value.Key is not (Mails.Word or ReadPlan.PutOffsWord) || row.Values.ContainsKey(value.Key)) == row.Values.Count
        && row.Values.All(pair => known.Values.TryGetValue(pair.Key, out var value) && value.Value == pair.Value.Value)
        && row.Shown.Count == known.Shown.Count
        && row.Shown.All(pair => known.Shown.TryGetValue(pair.Key, out var value) && ShownValues.Normalize(value) == pair.Value);

    /// <summary>
    /// Dates the answers. Field history tells when the present value was set; where it does not track the field, a value that differs from
    /// the last one read was set in between, and one that does not keeps its date. Otherwise its age is unknown. In between is as the record
    /// was last modified, which is no earlier than the answer; after a long gap that would make an old answer look fresh (law 6), so then it is as
    /// old as the gap allows.
    /// </summary>
    /// <param name="row">The row's own values.</param>
    /// <param name="source">The row of the main query.</param>
    /// <param name="known">The deal as the journal last saw it; null for one not known.</param>
    /// <param name="history">When history says that fields last changed.</param>
    /// <param name="since">When the feed had last been read; null when that is not known.</param>
    /// <param name="plan">Which values go under which word.</param>
    public static DealSnapshot Dated(
        DealSnapshot row, SalesforceRow source, DealSnapshot? known, IReadOnlyDictionary<string, DateTimeOffset> history, DateTimeOffset? since, ReadPlan plan)
    {
        var values = row.Values.ToBuilder();
        var created = source.Moment("CreatedDate");
        foreach (var field in plan.Fields)
        {
            if (!FieldPaths.Answers(plan.Connection).Contains(field.Word) || values[field.Word].Value is not { } value)
            {
                continue;
            }

            DateTimeOffset? setAt = null;
            if (history.TryGetValue(field.Path, out var tracked))
            {
                setAt = tracked;
            }
            else if (known is not null && known.Values.TryGetValue(field.Word, out var before))
            {
                setAt = before.Value == value ? before.SetAt : ChangedAt(row.Id, source.Moment(Names.Saved), since);
            }
            else if (known is null && created >= since)
            {
                // Created since the last look: its answers are no older than the deal.
                setAt = created;
            }

            values[field.Word] = new ObservedValue(value, setAt);
        }

        return row with { Values = values.ToImmutable() };
    }

    /// <summary>
    /// When a value changed that history does not track. A bound is no moment: those of several deals are spread over an hour, earlier, so that
    /// nobody takes what happened in a gap for something that happened at once.
    /// </summary>
    private static DateTimeOffset? ChangedAt(string id, DateTimeOffset? modified, DateTimeOffset? since) =>
        modified is { } last && since is { } looked && last - looked > LongestGap
            ? looked.AddSeconds(-id.Aggregate(0, (hash, c) => ((hash * 31) + c) % 3600))
            : modified;
}
