namespace CrmReadinessSync.Simulation;

/// <summary>What can happen.</summary>
internal enum What
{
    // Reps at work.
    EditAnswers,
    EditMany,
    EditForeign,
    BookMeeting,
    MoveMeeting,
    EndMeeting,
    CreateDeal,
    CloseDeal,
    ReopenDeal,
    ArchiveDeal,
    RestoreDeal,
    MergeDeals,
    EditCompany,
    EditContact,

    /// <summary>A person joins or leaves a deal, which moves no stamp in HubSpot: found by the daily reconcile only.</summary>
    LinkContact,

    /// <summary>A rep sets the flag by hand, or blanks it.</summary>
    SetFlag,

    /// <summary>Somebody writes words of their own over ours, on the same few deals again and again.</summary>
    Overwrite,

    // Operations and administrators.
    ReloadRules,

    /// <summary>Operations lets the plan go that stands held.</summary>
    Release,

    /// <summary>Operations looks at a preview and accepts it.</summary>
    Preview,

    /// <summary>Operations undoes one of the newest runs, or the undoing of one, in place of a cycle.</summary>
    Undo,

    RemoveField,
    WithdrawPermission,
    RevokeToken,
    ExpireSessions,

    /// <summary>An administrator puts right whatever stands wrong.</summary>
    Mend,

    // The wire.
    Throttle,
    ServerError,
    ResetBefore,
    LoseAnswer,
    SlowAnswer,
    TruncateAnswer,
    VanishDeal,
    LockRows,

    /// <summary>The CRM takes a write, and the process dies before it hears of it.</summary>
    DieWriting,

    /// <summary>For some hours every write is answered with an error.</summary>
    Outage,

    // The process and its machine.
    Crash,
    Stop,
    DiskFull,
    ClockJump,
    Restart,

    /// <summary>The process freezes for a while, and a second one on the same journal runs a cycle meanwhile.</summary>
    Freeze,
}

/// <summary>Where in a cycle something happens.</summary>
internal enum Where
{
    /// <summary>Before the cycle begins.</summary>
    Before,

    /// <summary>At a step of it: before or after a call of the journal or the network.</summary>
    Step,

    /// <summary>At a request of it.</summary>
    Request,

    /// <summary>At a request of it that writes.</summary>
    Write,
}

/// <summary>One thing that happens. Its own chance decides the rest, so that one can be left out without changing the others.</summary>
/// <param name="Cycle">In or before which cycle, from 0.</param>
/// <param name="Where">Where in it.</param>
/// <param name="At">At which step or request, from 1.</param>
/// <param name="What">What.</param>
/// <param name="Chance">Seeds everything else about it.</param>
internal sealed record Happening(int Cycle, Where Where, int At, What What, int Chance)
{
    /// <summary>How many steps or requests in a row it concerns.</summary>
    public int Length => 1 + ((Chance & 0x7fff) % 8 is var n && n > 5 ? n + 4 : n);

    /// <summary>Whether it concerns the given step or request.</summary>
    public bool Covers(int number) => number >= At && number < At + Length;

    public override string ToString() => Where is Where.Before ? $"before cycle {Cycle}: {What} ({Chance})" : $"cycle {Cycle}, {Where} {At}: {What} ({Chance})";
}
