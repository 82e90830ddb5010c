namespace CrmReadinessSync.Readiness;

/// <summary>
/// One thing wrong with the settings, in words an editor of <c>appsettings.json</c> can act on.
/// All faults are reported at once; none ever holds a secret.
/// </summary>
/// <param name="Path">The key, as <c>Readiness:Premises:Budget:Weight</c>.</param>
/// <param name="Problem">What is wrong, one sentence.</param>
/// <param name="Remedy">What to write instead, one sentence; names the nearest valid choice where there is one.</param>
/// <param name="Value">The value found, shortened; null when there is none or when it could be a secret.</param>
/// <param name="File">The file it was read from, or the name of another source ("environment", "--set").</param>
/// <param name="Line">1-based line in <paramref name="File"/>, when known.</param>
/// <param name="Column">1-based column in <paramref name="File"/>, when known.</param>
public sealed record SettingsFault(
    string Path,
    string Problem,
    string Remedy,
    string? Value = null,
    string? File = null,
    int? Line = null,
    int? Column = null);
