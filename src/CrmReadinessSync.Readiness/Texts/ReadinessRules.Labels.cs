namespace CrmReadinessSync.Readiness;

public sealed partial class ReadinessRules
{
    /// <summary>A value as the rep chose it; what is no shipped choice is shown as it stands, shortened. Deal text.</summary>
    /// <exception cref="ArgumentException">There is no such language.</exception>
    public string LabelOfValue(Evidence evidence, string language) => Words(language).Value(evidence);

    /// <summary>What a sign or a gap quotes, as people say it: a choice by its label, a moment or a day by its date. Deal text.</summary>
    /// <exception cref="ArgumentException">There is no such language.</exception>
    public string LabelOfQuote(string field, string value, string language, TimeZoneInfo zone) => Words(language).Quote(field, value, zone);

    /// <summary>Whether a verdict was judged by these rules, so that <see cref="Write"/> takes it.</summary>
    public bool Judged(Verdict verdict) => verdict.Rules.StartsWith(Fingerprint, StringComparison.Ordinal);
}
