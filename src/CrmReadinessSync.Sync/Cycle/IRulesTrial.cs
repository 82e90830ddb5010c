using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>Tries rules on deals that were won, each as it stood before its first meeting.</summary>
public interface IRulesTrial
{
    /// <summary>What the rules of a cycle would have done to the wins of its account, the latest ones.</summary>
    /// <param name="request">The cycle: account, connection, journal and rules.</param>
    /// <param name="account">The account as it answered.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    /// <exception cref="CrmException">The deals cannot be read; then nobody knows, and nothing is written.</exception>
    Task<PastWins> TryAsync(CycleRequest request, CrmAccount account, CancellationToken cancellationToken);
}

/// <summary>What rules would have done to deals that were won.</summary>
/// <param name="Wins">Won deals judged, each once.</param>
/// <param name="Paused">Of these, how many would have been paused (<see cref="Flag.Hold"/>) before their first meeting.</param>
/// <param name="Deals">Those, the latest meetings first; at most <see cref="MostListed"/>.</param>
public sealed record PastWins(long Wins, long Paused, ImmutableArray<PausedWin> Deals)
{
    /// <summary>More are counted and not listed.</summary>
    public const int MostListed = 50;

    /// <summary>The share of wins paused, 0…1; 0 of no wins.</summary>
    public double Share => Wins == 0 ? 0 : (double)Paused / Wins;
}

/// <summary>A win that would have been paused.</summary>
/// <param name="Deal">Its id.</param>
/// <param name="MeetingOn">The day of its first meeting, in the connection's zone.</param>
/// <param name="Phase">Why: gathering, or not buying.</param>
/// <param name="Premises">What was said to be missing by then.</param>
public sealed record PausedWin(string Deal, DateOnly MeetingOn, Phase Phase, ImmutableArray<string> Premises);

/// <summary>The last trial of rules that changed, as the journal keeps it.</summary>
/// <param name="Rules">The fingerprint of all that judged.</param>
/// <param name="At">When they were tried.</param>
/// <param name="Wins">What came of it.</param>
public sealed record TriedRules(string Rules, DateTimeOffset At, PastWins Wins)
{
    private const string Key = "rules.tried";

    /// <summary>The same in a sentence, for logs and terminals; ids, no deal text.</summary>
    public string Sentence(int listed) => string.Create(
        CultureInfo.InvariantCulture,
        $"These rules would have paused {Wins.Paused} of {Wins.Wins} past wins ({Wins.Share:0.0%}) before their first meeting: {string.Join(", ", Wins.Deals.Take(listed).Select(win => win.Deal))}{(Wins.Paused > Math.Min(listed, Wins.Deals.Length) ? ", …" : "")}.");

    /// <summary>The last trial; null when there was none.</summary>
    public static async Task<TriedRules?> ReadAsync(ICrmCache journal, CancellationToken cancellationToken) =>
        await journal.ReadAsync(Key, RulesGate.Ever, cancellationToken) is { } text ? JsonSerializer.Deserialize(text, RulesTrialJson.Default.TriedRules) : null;

    internal Task KeepAsync(ICrmCache journal, CancellationToken cancellationToken) =>
        journal.WriteAsync(Key, JsonSerializer.Serialize(this, RulesTrialJson.Default.TriedRules), cancellationToken);
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(TriedRules))]
internal sealed partial class RulesTrialJson : JsonSerializerContext;
