using System.Collections.Immutable;

namespace CrmReadinessSync.Sandbox;

/// <summary>How strictly the practice CRM counts requests.</summary>
public enum SandboxLimits
{
    /// <summary>No limits and no index delay: for fast tests.</summary>
    None,

    /// <summary>The vendor's rates, windows, daily quota and index delay.</summary>
    Real,
}

/// <summary>What the practice CRM is started with; the defaults are those of the <c>sandbox</c> command.</summary>
public sealed record SandboxOptions
{
    /// <summary>The port of the HubSpot side on 127.0.0.1; 0 takes a free one.</summary>
    public int HubSpotPort { get; init; }

    /// <summary>The port of the Salesforce side on 127.0.0.1; 0 takes a free one.</summary>
    public int SalesforcePort { get; init; }

    /// <summary>Deals in each CRM, 1 to 10,000,000; not used with <see cref="ImportFile"/>.</summary>
    public long Deals { get; init; } = 200;

    /// <summary>The same seed and start give the same CRM.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Language of the account's labels and pages: <c>ja</c> or <c>en</c>. Deals come in both.</summary>
    public string Language { get; init; } = "ja";

    /// <summary>That of the Salesforce side where it differs; null for the same.</summary>
    public string? SalesforceLanguage { get; init; }

    /// <summary>How strictly requests are counted.</summary>
    public SandboxLimits Limits { get; init; }

    /// <summary>Time added to each answer, up to a minute.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How far search lags behind writes; null is none without limits and five seconds with them.</summary>
    public TimeSpan? IndexDelay { get; init; }

    /// <summary>Names of the faults to meet; see <see cref="FaultNames"/>.</summary>
    public ImmutableArray<string> Faults { get; init; } = [];

    /// <summary>Leaves out the readiness fields, as an account is before it was set up.</summary>
    public bool Bare { get; init; }

    /// <summary>
    /// Holds closed deals alone, whose outcomes hang on planted effects: need decides, timing matters less, budget says nothing, fit is mostly
    /// filled with nothing (<c>planted_fit</c>), and authority is filled in once the outcome shows.
    /// </summary>
    public bool Planted { get; init; }

    /// <summary>A CSV file whose rows become the deals.</summary>
    public string? ImportFile { get; init; }

    /// <summary>How the columns of <see cref="ImportFile"/> become properties; a JSON file.</summary>
    public string? MapFile { get; init; }

    /// <summary>The faults there are.</summary>
    public static ImmutableArray<string> FaultNames { get; } = [.. FaultPlan.All.Select(fault => fault.Name)];

    /// <summary>Everything wrong with these options, in words for the person who typed them; empty when all is well.</summary>
    public IReadOnlyList<SandboxOptionFault> Validate()
    {
        var faults = new List<SandboxOptionFault>();
        void Check(bool holds, string option, string problem, string remedy)
        {
            if (!holds)
                faults.Add(new SandboxOptionFault(option, problem, remedy));
        }

        Check(HubSpotPort is >= 0 and <= 65535, "--hubspot-port", $"{HubSpotPort} is not a port.", "Give a number from 0 (any free port) to 65535.");
        Check(SalesforcePort is >= 0 and <= 65535, "--salesforce-port", $"{SalesforcePort} is not a port.", "Give a number from 0 (any free port) to 65535.");
        Check(HubSpotPort == 0 || HubSpotPort != SalesforcePort, "--salesforce-port", "Both sides are given the same port.", "Give each its own, or leave one at 0.");
        Check(Deals is >= 1 and <= 10_000_000, "--deals", $"{Deals} deals cannot be made.", "Give a number from 1 to 10000000.");
        Check(Language is "ja" or "en" && SalesforceLanguage is null or "ja" or "en", "--language", $"There is no language '{Language}'.", "Give ja or en.");
        Check(Latency >= TimeSpan.Zero && Latency <= TimeSpan.FromMinutes(1), "--latency", "The latency is out of range.", "Give milliseconds from 0 to 60000.");
        Check(IndexDelay is null || (IndexDelay >= TimeSpan.Zero && IndexDelay <= TimeSpan.FromHours(1)), "--index-delay", "The index delay is out of range.", "Give a duration up to an hour.");
        foreach (var name in Faults.Where(name => !FaultNames.Contains(name)))
            faults.Add(new SandboxOptionFault("--faults", $"There is no fault '{name}'.", $"Choose from {string.Join(", ", FaultNames)}."));
        Check(!Planted || !(Bare || ImportFile is not null), "--planted", "A planted history is filled in as it was planted.", "Leave out --bare and --import.");
        Check((ImportFile is null) == (MapFile is null), ImportFile is null ? "--import" : "--map", "--import and --map belong together.", "Give both, or neither.");
        Check(ImportFile is null || File.Exists(ImportFile), "--import", $"There is no file '{ImportFile}'.", "Give the path of a CSV file.");
        Check(MapFile is null || File.Exists(MapFile), "--map", $"There is no file '{MapFile}'.", "Give the path of a JSON file.");
        return faults;
    }
}

/// <summary>One thing wrong with an option.</summary>
/// <param name="Option">The option as typed.</param>
/// <param name="Problem">What is wrong, one sentence.</param>
/// <param name="Remedy">What to give instead, one sentence.</param>
public sealed record SandboxOptionFault(string Option, string Problem, string Remedy);
