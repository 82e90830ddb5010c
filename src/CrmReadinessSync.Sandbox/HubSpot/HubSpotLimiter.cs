using System.Globalization;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox;

/// <summary>
/// The account's request limits: 190 in ten seconds, as many as 150 association batches beside them, 5 searches a second for
/// the whole account, 625,000 a day until midnight in the account's zone. Professional tier, one private app.
/// </summary>
internal sealed class HubSpotLimiter(bool enforced)
{
    public const int Burst = 190;
    public const int AssociationBurst = 150;
    public const int SearchesPerSecond = 5;
    public const int Daily = 625_000;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AccountZone = TimeSpan.FromHours(9);
    private readonly Queue<DateTimeOffset> _burst = new();
    private readonly Queue<DateTimeOffset> _associations = new();
    private readonly Queue<DateTimeOffset> _searches = new();
    private DateOnly _day;

    /// <summary>Calls of the day so far.</summary>
    public int Used { get; private set; }

    /// <summary>When the daily quota starts anew.</summary>
    public static DateTimeOffset ResetsAt(DateTimeOffset now) => new DateTimeOffset(now.ToOffset(AccountZone).Date, AccountZone).AddDays(1);

    /// <summary>As if others had made so many calls today.</summary>
    public void Pretend(int used, DateTimeOffset now) => (_day, Used) = (DateOnly.FromDateTime(now.ToOffset(AccountZone).Date), used);

    /// <summary>Takes one call from its allowances; the name of the policy that refuses it, or null.</summary>
    public string? Take(WireCall call, DateTimeOffset now)
    {
        var day = DateOnly.FromDateTime(now.ToOffset(AccountZone).Date);
        if (day != _day)
            (_day, Used) = (day, 0);
        if (!enforced)
        {
            Used++;
            return null;
        }

        if (Used >= Daily)
            return "DAILY";
        var (queue, window, most, policy) = IsSearch(call) ? (_searches, TimeSpan.FromSeconds(1), SearchesPerSecond, "SECONDLY")
            : IsAssociationBatch(call) ? (_associations, Window, AssociationBurst, "TEN_SECONDLY_ROLLING")
            : (_burst, Window, Burst, "TEN_SECONDLY_ROLLING");
        Forget(queue, now - window);
        if (queue.Count >= most)
            return policy;
        queue.Enqueue(now);
        Used++;
        return null;
    }

    /// <summary>Adds the rate headers. Searches carry none; OAuth tokens have no daily quota.</summary>
    public SandboxResponse Stamp(SandboxResponse response, WireCall call, DateTimeOffset now, bool daily)
    {
        if (!enforced || IsSearch(call))
            return response;
        var (queue, most) = IsAssociationBatch(call) ? (_associations, AssociationBurst) : (_burst, Burst);
        Forget(queue, now - Window);
        response = response
            .With("X-HubSpot-RateLimit-Max", Text(most))
            .With("X-HubSpot-RateLimit-Remaining", Text(Math.Max(0, most - queue.Count)))
            .With("X-HubSpot-RateLimit-Interval-Milliseconds", "10000")
            .With("X-HubSpot-RateLimit-Secondly", Text(most / 10))
            .With("X-HubSpot-RateLimit-Secondly-Remaining", Text((most / 10) - 1));
        return daily
            ? response.With("X-HubSpot-RateLimit-Daily", Text(Daily)).With("X-HubSpot-RateLimit-Daily-Remaining", Text(Daily - Used))
            : response;
    }

    /// <summary>The answer to one call too many: a shape of its own, without a category and without Retry-After.</summary>
    public static SandboxResponse TooMany(string policy, WireCall call, string correlationId) => SandboxResponse.Json(429, new JsonObject
    {
        ["status"] = "error",
        ["message"] = policy switch
        {
            "SECONDLY" => "You have reached your secondly limit.",
            "DAILY" => "You have reached your daily limit.",
            _ => "You have reached your ten_secondly_rolling limit.",
        },
        ["errorType"] = "RATE_LIMIT",
        ["correlationId"] = correlationId,
        ["policyName"] = policy,
        ["groupName"] = IsSearch(call) ? "publicapi:crm:search" : "publicapi:private-apps",
    });

    private static bool IsSearch(WireCall call) => call.Kind.EndsWith(".search", StringComparison.Ordinal);

    private static bool IsAssociationBatch(WireCall call) => call.Kind.StartsWith("associations.batch", StringComparison.Ordinal);

    private static void Forget(Queue<DateTimeOffset> queue, DateTimeOffset before)
    {
        while (queue.TryPeek(out var oldest) && oldest <= before)
            queue.Dequeue();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
