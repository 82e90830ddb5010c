namespace CrmReadinessSync.Fuzz.Tests;

/// <summary>Every reader of what others wrote, over its kept corpus and what becomes of it. Together with the other suites here: 100,000 cases.</summary>
public sealed class ParserFuzzTests
{
    private const int Seed = 20261126;
    private const int CasesOfAll = 70_000;

    private static readonly FuzzTarget[] Targets = [.. HttpTargets.All, .. JournalTargets.All, .. ValueTargets.All, .. SettingsTargets.All];

    public static TheoryData<string> Names => [.. Targets.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Whatever_is_written_a_reader_answers_or_says_what_it_declared(string name)
    {
        var target = Targets.Single(one => one.Name == name);

        FuzzRun.Run(target, CasesOfAll * target.Weight / Targets.Sum(one => one.Weight), Seed);
    }
}
