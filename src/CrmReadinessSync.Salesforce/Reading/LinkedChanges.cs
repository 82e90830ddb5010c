using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// The feeds of what does not move the opportunity's own stamp: contact roles, events, accounts, mails. Each row is held against what the
/// journal knows, so that a row met twice costs nothing, and yields the ids of the deals it makes stale.
/// </summary>
internal sealed class LinkedChanges(ReadPlan plan, IKnownDeals known)
{
    /// <summary>Whether anything of accounts is mapped.</summary>
    public bool HasAccounts => !plan.AccountFields.IsEmpty;

    /// <summary>Contact roles, with their roles.</summary>
    public SoqlQuery ContactRoles() => new(plan.ContactRoleNames, [Names.Id, "OpportunityId", "ContactId", plan.Role, Names.Stamp]);

    /// <summary>Events, to be asked with deleted rows, so that a cancelled meeting is seen.</summary>
    public SoqlQuery Events() => Children.Events(plan);

    /// <summary>Accounts.</summary>
    public SoqlQuery Accounts() => new(plan.AccountNames, [Names.Id, Names.Stamp, .. plan.AccountFields.Select(Own)]);

    /// <summary>Known deals whose people differ from these rows.</summary>
    public async Task<IReadOnlyList<string>> StaleByContactRoleAsync(IReadOnlyList<SalesforceRow> rows, CancellationToken cancellationToken)
    {
        var deals = await known.FindAsync(Ids(rows, "OpportunityId"), cancellationToken);
        return Distinct(from row in rows
                        let deal = deals.GetValueOrDefault(row.Text("OpportunityId") ?? "")
                        where deal is not null && !HasRole(deal.Snapshot, row.Text("ContactId"), row.Text(plan.Role))
                        select deal.Snapshot.Id);
    }

    /// <summary>Known deals whose meetings differ from these rows, those an event was moved away from included.</summary>
    public async Task<IReadOnlyList<string>> StaleByEventAsync(IReadOnlyList<SalesforceRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        var linked = await known.FindLinkedAsync(LinkKind.Meeting, Ids(rows, Names.Id), cancellationToken);
        var pointedTo = Ids(rows, "WhatId").Where(id => id.StartsWith(SalesforceId.OpportunityPrefix, StringComparison.Ordinal));
        var deals = await known.FindAsync([.. linked.Union(pointedTo, StringComparer.Ordinal)], cancellationToken);
        var holders = deals.Values
            .SelectMany(deal => deal.Snapshot.Meetings, (deal, meeting) => (deal, meeting))
            .ToLookup(pair => pair.meeting.Id, StringComparer.Ordinal);
        return Distinct(rows.SelectMany(row => Stale(row, deals, holders[row.Text(Names.Id) ?? ""])));
    }

    /// <summary>Known deals of accounts whose mapped values differ from these rows.</summary>
    public async Task<IReadOnlyList<string>> StaleByAccountAsync(IReadOnlyList<SalesforceRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        // A walk that was begun anew may bring an account twice: what it is now comes last.
        var accounts = new Dictionary<string, SalesforceRow>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            accounts[row.Text(Names.Id) ?? ""] = row;
        }

        var deals = await known.FindAsync(await known.FindLinkedAsync(LinkKind.Company, [.. accounts.Keys], cancellationToken), cancellationToken);
        return Distinct(from deal in deals.Values
                        from id in deal.Snapshot.CompanyIds
                        where accounts.TryGetValue(id, out var account) && Differs(deal.Snapshot, account)
                        select deal.Snapshot.Id);

        bool Differs(DealSnapshot deal, SalesforceRow account) => plan.AccountFields.Any(field =>
            deal.Values.GetValueOrDefault(field.Word).Value != account.Raw(field with { Path = Own(field) }));
    }

    /// <summary>Known deals to which they wrote later than was known, as they now stand: a mail changes nothing else of a deal.</summary>
    public async Task<IReadOnlyList<DealSnapshot>> WithMailsAsync(IReadOnlyList<SalesforceRow> rows, CancellationToken cancellationToken)
    {
        var latest = Mails.Latest(rows);
        var deals = await known.FindAsync([.. latest.Keys], cancellationToken);
        return
        [
            .. from deal in deals.Values.Select(one => one.Snapshot)
               let before = deal.Values.GetValueOrDefault(Mails.Word).Value
               where !deal.IsClosed && Mails.Later(latest[deal.Id], before) != before
               select deal with { Values = deal.Values.SetItem(Mails.Word, new ObservedValue(latest[deal.Id])) },
        ];
    }

    private IEnumerable<string> Stale(SalesforceRow row, IReadOnlyDictionary<string, KnownDeal> deals, IEnumerable<(KnownDeal Deal, DealMeeting Meeting)> holders)
    {
        var deleted = row.Flag("IsDeleted");
        var target = row.Text("WhatId");
        var meeting = EventRow.Read(row, plan);
        var isHeld = false;
        foreach (var (deal, before) in holders)
        {
            if (deleted || deal.Snapshot.Id != target || before != meeting)
            {
                yield return deal.Snapshot.Id;
            }

            isHeld |= deal.Snapshot.Id == target;
        }

        if (!isHeld && !deleted && meeting is not null && target is not null && deals.ContainsKey(target))
        {
            yield return target;
        }
    }

    private static bool HasRole(DealSnapshot deal, string? contact, string? role) =>
        deal.Contacts.FirstOrDefault(person => person.Id == contact) is { } person
        && (role is null ? person.Roles.IsEmpty : person.Roles.Contains(role, StringComparer.Ordinal));

    /// <summary>The path of an account's field in the account's own row.</summary>
    private static string Own(MappedField field) => field.Path[(Names.Account.Length + 1)..];

    private static List<string> Ids(IReadOnlyList<SalesforceRow> rows, string field) =>
        [.. rows.Select(row => row.Text(field)).OfType<string>().Distinct(StringComparer.Ordinal)];

    private static List<string> Distinct(IEnumerable<string> ids) => [.. ids.Distinct(StringComparer.Ordinal)];
}
