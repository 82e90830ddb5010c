namespace CrmReadinessSync.Sandbox;

/// <summary>What goes wrong with one request.</summary>
/// <param name="Name">The fault's name, for the request log; null when nothing goes wrong.</param>
/// <param name="Refusal">Set when the request is refused without being done.</param>
/// <param name="Mishap">Set when something happens just before it.</param>
/// <param name="Delivery">How the answer travels; a reset of a request that is not done is a <see cref="NotDone"/>.</param>
/// <param name="NotDone">The connection breaks before the request is done.</param>
internal readonly record struct PlannedFault(
    string? Name,
    Refusal? Refusal = null,
    Mishap? Mishap = null,
    Delivery Delivery = Delivery.Whole,
    bool NotDone = false);

/// <summary>Draws faults from a seed: the same requests in the same order meet the same faults.</summary>
internal sealed class FaultPlan(IReadOnlyCollection<string> names, int seed)
{
    public const string Throttled = "throttled";
    public const string Flaky = "flaky";
    public const string LostAcks = "lost-acks";
    public const string ExpiringTokens = "expiring-tokens";
    public const string LockedRows = "locked-rows";
    public const string VanishingDeals = "vanishing-deals";
    public const string FieldRemoved = "field-removed";
    public const string PermissionWithdrawn = "permission-withdrawn";

    private readonly HashSet<string> _names = [.. names];
    private readonly Random _random = new(seed);
    private int _calls;
    private int _writes;

    /// <summary>Every fault's name with what it does, for help and error messages.</summary>
    public static IReadOnlyList<(string Name, string Does)> All { get; } =
    [
        (Throttled, "one request in six is refused as one too many"),
        (Flaky, "one request in eight meets a 5xx, a reset, a slow body or half a body"),
        (LostAcks, "one write in four is done, but its answer is lost"),
        (ExpiringTokens, "access tokens expire every twenty requests"),
        (LockedRows, "one write in five finds its rows locked for a moment"),
        (VanishingDeals, "one write in four comes too late for one of its deals"),
        (FieldRemoved, "an admin removes a target field before the second write"),
        (PermissionWithdrawn, "an admin takes away the permission to write before the third write"),
    ];

    /// <summary>What goes wrong with the next request.</summary>
    public PlannedFault Next(WireCall call)
    {
        if (_names.Count == 0 || call.Authenticates)
            return default;
        _calls++;
        if (call.Writes)
            _writes++;
        var dice = _random.NextDouble();
        var kind = _random.Next(4);

        if (call.Writes && _writes == 2 && _names.Contains(FieldRemoved))
            return new PlannedFault(FieldRemoved, Mishap: Mishap.FieldRemoved);
        if (call.Writes && _writes == 3 && _names.Contains(PermissionWithdrawn))
            return new PlannedFault(PermissionWithdrawn, Mishap: Mishap.PermissionWithdrawn);
        if (_calls % 20 == 0 && _names.Contains(ExpiringTokens))
            return new PlannedFault(ExpiringTokens, Mishap: Mishap.TokensExpire);
        if (Meets(Throttled, 1 / 6.0, ref dice))
            return new PlannedFault(Throttled, Refusal.Throttled);
        if (Meets(Flaky, 1 / 8.0, ref dice))
        {
            return kind switch
            {
                0 => new PlannedFault(Flaky, Refusal.ServerError),
                1 => new PlannedFault(Flaky, Delivery: Delivery.Reset, NotDone: true),
                2 => new PlannedFault(Flaky, Delivery: Delivery.Slow),
                _ => new PlannedFault(Flaky, Delivery: Delivery.Truncated),
            };
        }

        if (!call.Writes)
            return default;
        if (Meets(LostAcks, 1 / 4.0, ref dice))
            return new PlannedFault(LostAcks, Delivery: Delivery.Reset);
        if (Meets(LockedRows, 1 / 5.0, ref dice))
            return new PlannedFault(LockedRows, Mishap: Mishap.RowsLocked);
        if (Meets(VanishingDeals, 1 / 4.0, ref dice))
            return new PlannedFault(VanishingDeals, Mishap: Mishap.DealVanishes);
        return default;
    }

    /// <summary>Spends a share of the dice: faults asked for together keep their own rates.</summary>
    private bool Meets(string name, double share, ref double dice)
    {
        if (!_names.Contains(name))
            return false;
        if (dice < share)
            return true;
        dice -= share;
        return false;
    }
}
