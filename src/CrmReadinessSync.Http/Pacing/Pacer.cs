namespace CrmReadinessSync.Http;

/// <summary>
/// Keeps one limit family ("5 requests a second", "190 in ten seconds") a little below what the vendor permits. It is a sliding
/// window of slots, one a permitted request. A slot is busy for one window, counted from the moment the vendor surely had the
/// request: when its answer came, or <see cref="Margin"/> after it was sent, whichever is first. So no window of the vendor's ever
/// holds more requests than permitted, fixed or sliding, as long as a request takes less than the margin longer on its way than
/// the ones after it; and the pace is window ÷ (window + the time an answer takes, up to the margin). Where answers take now long, now short, so
/// may requests: the margin is never less than that spread, up to a quarter of the window. An answer that complains widens it too, and it is widest
/// until there are answers to go by: first requests open connections and wake whoever slept. A single request that takes longer than any lately may
/// have been longer on its way: its slot stays busy until it is answered, and then as if it had arrived only just in time for that answer. Where several processes
/// send to one account, each spends its share.
/// </summary>
public sealed class Pacer
{
    /// <summary>Answers that tell how differently long requests take now.</summary>
    private const int SpreadOf = 32;

    /// <summary>Fewer answers tell nothing.</summary>
    private const int Few = 5;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _epoch;
    private readonly List<Permit> _slots = [];
    private TimeSpan _blockedUntil;
    private bool _isLifted;
    private bool _isTold;
    private int _among = 1;
    private TimeSpan _allowed;
    private readonly Queue<TimeSpan> _answerTimes = new(SpreadOf);
    private Task _line = Task.CompletedTask;

    /// <summary>Makes a pacer.</summary>
    /// <param name="permits">Requests permitted in a window.</param>
    /// <param name="window">The window.</param>
    /// <param name="time">The clock; its timestamps must advance with its timers.</param>
    public Pacer(int permits, TimeSpan window, TimeProvider time)
    {
        _time = time;
        _epoch = time.GetTimestamp();
        Permits = permits;
        Window = window;
        // An answer mostly comes long before a fifth of ten seconds, so a long window forgives a busy machine at no cost; a short one cannot.
        _allowed = window >= TimeSpan.FromSeconds(10) ? window / 5 : window / 20;
    }

    /// <summary>Requests permitted in a window now.</summary>
    public int Permits { get; private set; }

    /// <summary>The window.</summary>
    public TimeSpan Window { get; private set; }

    /// <summary>
    /// What is allowed for requests overtaking one another: 5 % of a short window, a fifth of a long one, more where answer times spread
    /// wider or after complaints, up to 25 %, and that much at first.
    /// </summary>
    public TimeSpan Margin
    {
        get
        {
            lock (_gate)
            {
                return AllowedNow();
            }
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(_epoch);

    /// <summary>Waits, in the order of asking, until a request may be sent.</summary>
    public async ValueTask<Permit> AcquireAsync(CancellationToken cancellationToken)
    {
        // A line of tasks rather than a SemaphoreSlim, which promises no order.
        var done = new TaskCompletionSource();
        Task before;
        lock (_gate)
        {
            (before, _line) = (_line, done.Task);
        }

        try
        {
            await before.WaitAsync(cancellationToken);
            while (true)
            {
                TimeSpan wait;
                lock (_gate)
                {
                    if (TryTake(out var slot, out wait))
                    {
                        return slot!;
                    }
                }

                await Task.Delay(wait, _time, cancellationToken);
            }
        }
        finally
        {
            // Whoever leaves early must not let the next one overtake those ahead.
            if (before.IsCompleted)
            {
                done.SetResult();
            }
            else
            {
                _ = before.ContinueWith(_ => done.SetResult(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }

    /// <summary>
    /// Takes over what a vendor's headers say. Fewer left than we think means that somebody else draws on the same allowance:
    /// as many slots are set aside for one window.
    /// </summary>
    /// <param name="permits">Requests permitted in a window.</param>
    /// <param name="window">The window.</param>
    /// <param name="remaining">Requests left in the present one; null when not told.</param>
    public void Learn(int permits, TimeSpan window, int? remaining)
    {
        if (permits < 1 || window <= TimeSpan.Zero)
        {
            return;
        }

        lock (_gate)
        {
            if (window != Window)
            {
                _allowed *= window / Window;
                Window = window;
            }

            Permits = permits;
            _isLifted = false;
            if (remaining is not { } left || left < 0)
            {
                return;
            }

            _isTold = true;
            var now = Now;
            Clear(now);
            for (var free = permits - _slots.Count; free > left; free--)
            {
                _slots.Add(new Permit(this, now, now + Window, isOurs: false));
            }
        }
    }

    /// <summary>
    /// So many processes, this one included, spend of the same allowance now: an nth of it is ours. When they become more, and no header tells what the others sent
    /// already, nobody sends for one window.
    /// </summary>
    public void Share(int among)
    {
        lock (_gate)
        {
            if (among > _among && !_isTold && !_isLifted)
            {
                var until = Now + Window;
                _blockedUntil = until > _blockedUntil ? until : _blockedUntil;
            }

            _among = among;
        }
    }

    /// <summary>There is no limit: nobody waits any more, except after a complaint. Or there is one again.</summary>
    public void Lift(bool isLifted = true)
    {
        lock (_gate)
        {
            _isLifted = isLifted;
            if (isLifted)
            {
                _slots.Clear();
            }
        }
    }

    /// <summary>The vendor said "too many": nobody of this family sends for <paramref name="wait"/>, and the margin doubles.</summary>
    public void Complain(TimeSpan wait)
    {
        lock (_gate)
        {
            var until = Now + wait;
            _blockedUntil = until > _blockedUntil ? until : _blockedUntil;
            _allowed = TimeSpan.FromTicks(Math.Min(_allowed.Ticks * 2, Window.Ticks / 4));
        }
    }

    private bool TryTake(out Permit? taken, out TimeSpan wait)
    {
        var now = Now;
        taken = null;
        if (_blockedUntil > now)
        {
            wait = _blockedUntil - now;
            return false;
        }

        if (_isLifted)
        {
            taken = new Permit(this, now, now, isOurs: true);
            wait = default;
            return true;
        }

        Clear(now);
        if (_slots.Count < Permits && (_among == 1 || _slots.Count(slot => slot.IsOurs) < Math.Max(1, Permits / _among)))
        {
            taken = new Permit(this, now, now + AllowedNow() + Window, isOurs: true);
            _slots.Add(taken);
            wait = default;
            return true;
        }

        // A slot whose answer is still on its way may become free up to a margin earlier than it says now: look again then.
        var next = _slots.Min(slot => slot.SentAt + Window > now ? slot.SentAt + Window : slot.FreeAt > now ? slot.FreeAt : now + (Window / 20));
        wait = next - now;
        wait = wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait;
        return false;
    }

    /// <summary>Takes away what is free again.</summary>
    private void Clear(TimeSpan now)
    {
        var longest = _answerTimes.Count < Few ? Window : _answerTimes.Max();
        _slots.RemoveAll(slot => slot.FreeAt <= now && (slot.IsAnswered || now - slot.SentAt <= longest));
    }

    private TimeSpan AllowedNow()
    {
        var spread = _answerTimes.Count < Few ? Window : _answerTimes.Max() - _answerTimes.Min();
        return TimeSpan.FromTicks(Math.Clamp(spread.Ticks, _allowed.Ticks, Math.Max(_allowed.Ticks, Window.Ticks / 4)));
    }

    private void Answered(Permit slot)
    {
        lock (_gate)
        {
            var now = Now;
            var took = now - slot.SentAt;
            if (_answerTimes.Count == SpreadOf)
            {
                _answerTimes.Dequeue();
            }

            _answerTimes.Enqueue(took);
            // It arrived no later than an answer takes at the least, and no earlier than it was sent.
            var arrived = now - _answerTimes.Min();
            var (earliest, latest) = (arrived + Window, now + Window);
            slot.FreeAt = slot.FreeAt < earliest ? earliest : slot.FreeAt > latest ? latest : slot.FreeAt;
            slot.IsAnswered = true;
        }
    }

    /// <summary>The right to send one request; disposed when its answer has come, or never will.</summary>
    public sealed class Permit : IDisposable
    {
        private readonly Pacer _pacer;

        internal Permit(Pacer pacer, TimeSpan sentAt, TimeSpan freeAt, bool isOurs) => (_pacer, SentAt, FreeAt, IsOurs, IsAnswered) = (pacer, sentAt, freeAt, isOurs, !isOurs);

        /// <summary>Whether a request of this process goes with it, and not one of somebody else's that a header told of.</summary>
        internal bool IsOurs { get; }

        internal TimeSpan SentAt { get; }

        /// <summary>Whether its answer has come, or never will; nobody waits for those of somebody else's.</summary>
        internal bool IsAnswered { get; set; }

        internal TimeSpan FreeAt { get; set; }

        /// <inheritdoc/>
        public void Dispose() => _pacer.Answered(this);
    }
}
