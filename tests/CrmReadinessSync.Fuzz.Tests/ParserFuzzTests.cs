namespace CrmReadinessSync.Fuzz.Tests;

/// <summary>Every reader of what others wrote, over its kept corpus and what becomes of it. Together with the other suites here: 100,000 cases.</summary>
public sealed class ParserFuzzTests
{
    private const int Seed = 20261126;
    private const int Cases = 61_000;

    private static readonly FuzzTarget[] Targets = [.. HttpTargets.All, .. JournalTargets.All, .. ValueTargets.All];

    public static TheoryData<string> Names => [.. Targets.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Whatever_is_written_a_reader_answers_or_says_what_it_declared(string name) => FuzzRun.Run(Targets, name, Cases, Seed);
}

/// <summary>The same for settings.</summary>
public sealed class SettingsFuzzTests
{
    private const int Seed = 20261127;
    private const int Cases = 13_000;

    public static TheoryData<string> Names => [.. SettingsTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Whatever_is_written_there_are_settings_or_faults(string name) => FuzzRun.Run(SettingsTargets.All, name, Cases, Seed);
}
