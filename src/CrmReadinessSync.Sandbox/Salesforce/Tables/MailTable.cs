namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>
/// EmailMessage: for each time they answered a mail of ours, that mail and the answer. Whoever counts our own mails as a sign of life
/// finds every deal lively.
/// </summary>
internal sealed class MailTable(Org org) : ITable
{
    // Mails a deal may have within the numbers of this table.
    private const int Room = 4_096;

    public IRow? Find(string id) => RecordId.Number(id) is { } number && org.Store.Find(new RecordKey(RecordKind.Deal, number / Room)) is { } deal
        ? Rows(deal).FirstOrDefault(row => row.Id == id)
        : null;

    public IEnumerable<IRow> Scan(ScanHint hint)
    {
        if (hint.Ids is { } ids)
            return Gathered.OfIds(this, ids, hint);
        var deals = hint switch
        {
            { ParentField: "RelatedToId", Parents: { } parents } => parents.Select(id => org.KeyOf(RecordKind.Deal, id)).OfType<RecordKey>().Select(org.Store.Find).OfType<CrmRecord>(),
            // Since the start only touched deals can have a mail of a later stamp.
            _ when hint.StampFrom >= org.Store.Start => org.Store.Query(new RecordQuery(RecordKind.Deal) { ModifiedFrom = org.Store.Start, Take = int.MaxValue }).Keys.Select(key => org.Store.Find(key)!),
            _ => org.Store.List(RecordKind.Deal, 0, archived: false),
        };
        return Gathered.In(deals.Where(static deal => deal[Known.LastReply] is not null).SelectMany(Rows), hint);
    }

    private static IEnumerable<IRow> Rows(CrmRecord deal)
    {
        var index = 0;
        foreach (var reply in deal.History(Known.LastReply))
        {
            if (StoreText.Read(reply.Value, FieldType.DateTime) is not DateTimeOffset sent)
                continue;
            // A mail comes in after it was sent, whenever the deal was last edited.
            var came = reply.At > sent ? reply.At : sent;
            yield return Row(deal, index++, came, sent.AddHours(-3), incoming: false);
            yield return Row(deal, index++, came, sent, incoming: true);
        }
    }

    private static ValueRow Row(CrmRecord deal, int index, DateTimeOffset at, DateTimeOffset sent, bool incoming) =>
        new("EmailMessage", RecordId.Of(KeyPrefix.Mail, (deal.Key.Number * Room) + index),
        [
            new("RelatedToId", Org.IdOf(deal.Key)),
            new("Incoming", incoming),
            new("MessageDate", StoreText.Second(sent)),
            new("IsDeleted", deal.ArchivedAt is not null),
            new("CreatedDate", StoreText.Second(at)),
            new("CreatedById", Org.UserId(null)),
            new("SystemModstamp", StoreText.Second(at)),
        ]);
}
