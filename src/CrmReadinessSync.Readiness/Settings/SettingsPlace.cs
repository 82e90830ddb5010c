namespace CrmReadinessSync.Readiness;

/// <summary>Where a setting was written.</summary>
/// <param name="File">The file, or the name of another source ("environment", "--set").</param>
/// <param name="Line">1-based line; null where a source has none.</param>
/// <param name="Column">1-based column in characters, at the key, or at the value inside an array; null where a source has none.</param>
public sealed record SettingsPlace(string File, int? Line = null, int? Column = null);
