namespace CrmReadinessSync.Readiness;

/// <summary>The one question worth asking and the one it beat, for whoever wants to know why.</summary>
/// <param name="Chosen">What is asked.</param>
/// <param name="RunnerUp">What would be asked if it were not for the first; null when nothing else could change anything.</param>
/// <param name="Lost">Why the runner-up lost, in words; null without one.</param>
public sealed record QuestionWeighing(QuestionCandidate Chosen, QuestionCandidate? RunnerUp, string? Lost);

/// <summary>A question with what its best and its worst answer would lead to.</summary>
/// <param name="Premise">The premise it is about.</param>
/// <param name="Text">The words.</param>
/// <param name="Best">Where a yes leads.</param>
/// <param name="Worst">Where a no leads.</param>
public sealed record QuestionCandidate(string Premise, string Text, QuestionOutcome Best, QuestionOutcome Worst);

/// <summary>The part of a verdict that an answer can move.</summary>
/// <param name="Flag">What the premises say; an override is left out.</param>
/// <param name="Phase">The counterpart's state.</param>
/// <param name="TalkDepth">How far to talk.</param>
/// <param name="MissingForReady">How many premises would still be missing.</param>
public sealed record QuestionOutcome(Flag Flag, Phase Phase, TalkDepth TalkDepth, int MissingForReady);
