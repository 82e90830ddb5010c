namespace CrmReadinessSync.HubSpot;

/// <summary>Linked records already read in this run, so that a company with many deals is fetched once. The oldest go first.</summary>
internal sealed class BoundedCache(int capacity)
{
    private readonly Dictionary<string, PropertyBag> _records = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public PropertyBag? Find(string id) => _records.GetValueOrDefault(id);

    public void Add(string id, PropertyBag record)
    {
        if (!_records.TryAdd(id, record))
        {
            return;
        }

        _order.Enqueue(id);
        if (_order.Count > capacity)
        {
            _records.Remove(_order.Dequeue());
        }
    }
}
