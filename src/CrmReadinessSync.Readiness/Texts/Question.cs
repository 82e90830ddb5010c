namespace CrmReadinessSync.Readiness;

/// <summary>Which of a premise's questions to ask.</summary>
internal enum QuestionKind
{
    /// <summary>Never asked.</summary>
    Ask,

    /// <summary>Asked; open, or answered with a no.</summary>
    AskAgain,

    /// <summary>Answered, but long ago.</summary>
    Stale,
}

/// <summary>One question about one premise.</summary>
internal sealed record Question(Premise Premise, QuestionKind Kind)
{
    public static Question About(Premise premise, PremiseFinding finding) => new(premise, finding switch
    {
        { Finding: Finding.Unmet } or { Kind: UnknownKind.Open } => QuestionKind.AskAgain,
        { Kind: UnknownKind.Stale } => QuestionKind.Stale,
        _ => QuestionKind.Ask,
    });
}
