using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;
using ReadinessFields = CrmReadinessSync.Sandbox.ReadinessFields;

namespace CrmReadinessSync.Simulation;

/// <summary>
/// The brake (law 8): a mass flip is held whole until somebody lets it go, and so are the first writes to an account and flips under rules that nobody has seen.
/// </summary>
internal sealed partial class Laws
{
    /// <summary>So many flips are a day's work.</summary>
    private const int Handful = 5;

    private static readonly string[] Flags = ["ready", "confirm", "hold"];

    private readonly HashSet<string> _flips = new(StringComparer.Ordinal);
    private HashSet<string> _released = new(StringComparer.Ordinal);
    private DateTimeOffset _releasedUntil;
    private object? _seenRules;
    private bool _isOpened;
    private bool _isPreview;

    private bool IsReleased => world.Time.Now < _releasedUntil;

    /// <summary>Operations let the plan go that holds these deals.</summary>
    public void MeetRelease(IEnumerable<string> deals)
    {
        _released = [.. deals];
        _releasedUntil = world.Time.Now + TimeSpan.FromHours(24);
        _isOpened = true;
    }

    /// <summary>Operations looks at a preview: nothing is written by it, and what it asks are tries of its own, not more of an earlier cycle's.</summary>
    public void BeginPreview()
    {
        _isPreview = true;
        _failing.Clear();
    }

    /// <summary>The preview is over; once it was accepted, the rules in force were seen.</summary>
    public void EndPreview(bool isAccepted)
    {
        _isPreview = false;
        _seenRules = isAccepted ? world.Rules : _seenRules;
    }

    private void MeetFlip(CrmRecord deal, SeenWrite write)
    {
        if (_isPreview)
        {
            Break($"A preview writes nothing: {write.Deal}.");
        }

        if (_isUndo)
        {
            return;
        }

        if (world.History.IsAway && !_isOpened)
        {
            Break($"The first writes to an account wait for a release: {write.Deal}.");
        }

        foreach (var (property, value) in write.Values.Where(value => world.Side.StoreName(value.Key) == ReadinessFields.Flag))
        {
            if (IsReleased && _released.Contains(write.Deal))
            {
                MeetReleased(deal, write.Deal, Plain(value));
            }
            else if (IsFlip(deal[ReadinessFields.Flag], value) && !IsSetUnseen(deal))
            {
                _flips.Add(write.Deal);
            }
        }

        // What closed or left meanwhile still counted when the plan was made.
        if (_flips.Count > Handful && _flips.Count > world.History.MassFlip * world.Side.Store.Count(RecordKind.Deal))
        {
            Break($"A mass flip is held: {_flips.Count} flags flip in one cycle, and nobody let them go.");
        }

        if (world.History.RequiresPreview && _flips.Count > 0 && !ReferenceEquals(_seenRules, world.Rules))
        {
            Break($"Flips under rules that nobody has seen are held: {_flips.First()}.");
        }
    }

    /// <summary>What was released is read and judged again before it is written, so it is right as of this cycle and not as of the one that held it.</summary>
    private void MeetReleased(CrmRecord deal, string id, string? flag)
    {
        // Whether a word set by hand counts is for the law of hands to say; one that stood there before we ever wrote does not.
        var hands = new Hands(world).OptionsOf(deal).Append(null).ToList();
        var isRight = hands.Exists(hand => Array.Exists([_cycleBegan, world.Time.Now], at => world.Side.Truth.Wanted(deal, world.Rules, at, hand)[ReadinessFields.Flag] == flag));
        if (!isRight && WasRead(world.ChangedAt) && !world.History.Happenings.Any(happening => happening.What is What.RemoveField))
        {
            _trampled.Add($"What is released is judged anew: {id} is given '{flag}', as it was held.");
        }
    }

    private void CheckHeld(CycleReport report)
    {
        if (report.Held is { Reason: HoldReason.MassFlip or HoldReason.FirstWrites } && !IsReleased && _writes > 0 && !_isDisturbed)
        {
            Break($"A held plan is held whole: {_writes} deals were written in the cycle that holds {report.Held.Deals}.");
        }
    }

    /// <summary>
    /// A flag that a rep set since the cycle began may lie between its read and its write, and no batch of either CRM can be told to write only over what was read. To
    /// replace it is no flip that the plan could have held; the law of hands says what becomes of it.
    /// </summary>
    private bool IsSetUnseen(CrmRecord deal) => deal.History(ReadinessFields.Flag) is [.., { Source.Kind: not SourceKind.Api } set] && set.At >= _cycleBegan;

    private static bool IsFlip(string? before, string? after) =>
        Array.IndexOf(Flags, Plain(before)) >= 0 && Array.IndexOf(Flags, Plain(after)) >= 0 && Plain(before) != Plain(after);
}
