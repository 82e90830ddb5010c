using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Contract;

/// <summary>One practice CRM and a connection to it, to be checked and provisioned.</summary>
public sealed class SetUp : IDisposable
{
    private readonly Func<PracticeCrms, PracticeCrm> _side;
    private readonly Func<SetUp, ICrm> _connect;

    public SetUp(CrmConnection connection, Func<PracticeCrms, PracticeCrm> side, Func<SetUp, ICrm> connect, bool bare = false)
    {
        (Connection, _side, _connect) = (connection, side, connect);
        Crms = PracticeCrms.Open(new SandboxOptions { Deals = 20, Seed = 3, Bare = bare, Limits = SandboxLimits.Real }, Workplace.Start);
    }

    public LeapingTime Time { get; } = new(Workplace.Start);

    public CrmConnection Connection { get; set; }

    public PracticeCrms Crms { get; }

    /// <summary>The rules in force.</summary>
    public ReadinessRules Rules { get; set; } = RulesDocument.Compile(null).Rules!;

    public PracticeWire Wire => new(_side(Crms), Time);

    /// <summary>Everything the check says.</summary>
    public async Task<List<CheckFinding>> CheckAsync()
    {
        await using var crm = _connect(this);
        var found = new List<CheckFinding>();
        await foreach (var finding in crm.Check.CheckAsync(new CheckRequest(new ForgetfulCache(), Rules.Values), CancellationToken.None))
        {
            found.Add(finding);
        }

        return found;
    }

    /// <summary>What there is to make.</summary>
    public async Task<ProvisionPlan> PlanAsync()
    {
        await using var crm = _connect(this);
        return await crm.Provisioner.PlanAsync(CancellationToken.None);
    }

    /// <summary>Makes it; the plan that was carried out.</summary>
    /// <param name="twice">Whether every step is taken again, as after an answer that was lost.</param>
    public async Task<ProvisionPlan> ApplyAsync(bool twice = false)
    {
        await using var crm = _connect(this);
        var plan = await crm.Provisioner.PlanAsync(CancellationToken.None);
        foreach (var step in plan.Steps)
        {
            await step.RunAsync(CancellationToken.None);
            if (twice && step is { Action: ProvisionAction.Create } && !step.Place.StartsWith("permission", StringComparison.Ordinal))
            {
                await step.RunAsync(CancellationToken.None);
            }
        }

        return plan;
    }

    /// <summary>An admin at work, by an admin call.</summary>
    public void Admin(string path, JsonObject body) => Call("POST", "/_sandbox/" + path, body);

    /// <summary>A call of the vendor's own API, as an admin's tool makes it.</summary>
    public JsonNode? Call(string method, string target, JsonObject? body = null, params (string Name, string Value)[] headers)
    {
        var answer = _side(Crms).Handle(SandboxRequest.Create(method, target, body?.ToJsonString(), headers), Time.GetUtcNow());
        answer.Status.ShouldBeInRange(200, 299, $"{method} {target}: {answer.Text}");
        return answer.Body.IsEmpty ? null : JsonNode.Parse(answer.Text);
    }

    public void Dispose() => Crms.Dispose();
}
