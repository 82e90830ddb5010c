using YamlDotNet.Serialization;

namespace CrmReadinessSync.Worker.Tests;

/// <summary>What <c>deploy/</c> ships for containers: whole, locked down, and with settings that the worker takes.</summary>
public sealed class ManifestTests : IDisposable
{
    private const string Name = "crm-readiness-sync";
    private readonly Bench _bench = new();

    public static TheoryData<string, string> Workloads => new() { { "worker.yaml", "Deployment" }, { "check.yaml", "Job" } };

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(Workloads))]
    public void Pods_run_as_nobody_on_a_read_only_root_and_without_a_token_of_the_cluster(string file, string kind)
    {
        var pod = Pod(file, kind);
        var container = At(pod, "containers", 0);

        At(pod, "automountServiceAccountToken").ShouldBe("false");
        At(pod, "securityContext", "runAsNonRoot").ShouldBe("true");
        At(pod, "securityContext", "seccompProfile", "type").ShouldBe("RuntimeDefault");
        At(container, "securityContext", "readOnlyRootFilesystem").ShouldBe("true");
        At(container, "securityContext", "allowPrivilegeEscalation").ShouldBe("false");
        ((List<object>)At(container, "securityContext", "capabilities", "drop")).ShouldBe(["ALL"]);
        At(container, "resources", "limits", "memory").ShouldNotBeNull();
        ((string)At(container, "image")).ShouldNotEndWith(":latest");
        Words(file).ShouldNotContain("pat-na1");
    }

    [Theory]
    [MemberData(nameof(Workloads))]
    public void Everything_a_pod_mounts_is_there_and_secrets_come_from_a_secret(string file, string kind)
    {
        var pod = Pod(file, kind);
        var volumes = ((List<object>)At(pod, "volumes")).ToDictionary(volume => (string)At(volume, "name"), StringComparer.Ordinal);
        var mounts = ((List<object>)At(pod, "containers", 0, "volumeMounts")).ToDictionary(mount => (string)At(mount, "mountPath"), mount => (string)At(mount, "name"), StringComparer.Ordinal);
        var arguments = ((List<object>)At(pod, "containers", 0, "args")).Cast<string>().ToList();

        mounts.Values.ShouldBe(volumes.Keys, ignoreOrder: true);
        At(volumes[mounts[arguments[arguments.IndexOf("--secrets") + 1]]], "secret", "secretName").ShouldBe(Name);
        At(volumes[mounts[Path.GetDirectoryName(arguments[arguments.IndexOf("--settings") + 1])!]], "configMap", "name").ShouldBe(Name);
        mounts.Keys.ShouldContain("/app/data", "log files of a journal on a server lie there");
    }

    [Fact]
    public void Workers_are_probed_and_never_all_taken_down_at_once()
    {
        var deployment = One("worker.yaml", "Deployment");
        var container = At(Pod("worker.yaml", "Deployment"), "containers", 0);
        var labels = (Dictionary<object, object>)At(deployment, "spec", "template", "metadata", "labels");

        int.Parse((string)At(deployment, "spec", "replicas"), System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(1);
        At(container, "livenessProbe", "httpGet", "path").ShouldBe("/health/live");
        At(container, "readinessProbe", "httpGet", "path").ShouldBe("/health/ready");
        At(container, "startupProbe", "httpGet", "path").ShouldBe("/health/live");
        At(One("worker.yaml", "PodDisruptionBudget"), "spec", "minAvailable").ShouldBe("1");
        foreach (var selector in new[] { At(deployment, "spec", "selector", "matchLabels"), At(One("worker.yaml", "PodDisruptionBudget"), "spec", "selector", "matchLabels"), At(One("worker.yaml", "Service"), "spec", "selector"), At(One("worker.yaml", "NetworkPolicy"), "spec", "podSelector", "matchLabels") })
        {
            ((Dictionary<object, object>)selector).ShouldBeSubsetOf(labels);
        }

        double.Parse((string)At(Pod("worker.yaml", "Deployment"), "terminationGracePeriodSeconds"), System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(WorkerServices.StopWithin.TotalSeconds);
    }

    [Fact]
    public void The_network_is_closed_but_for_names_the_CRMs_the_database_and_the_page()
    {
        var policy = At(One("worker.yaml", "NetworkPolicy"), "spec");

        ((List<object>)At(policy, "policyTypes")).ShouldBe(["Ingress", "Egress"]);
        Ports(policy, "ingress").ShouldBe(["5080"]);
        Ports(policy, "egress").ShouldBe(["53", "53", "443", "5432"]);
    }

    [Fact]
    public async Task The_worker_takes_the_shipped_settings()
    {
        _bench.Write("appsettings.json", "{}").Write("shipped.json", (string)At(One("worker.yaml", "ConfigMap"), "data", "appsettings.json"));
        _bench.Environment["CRS_Crms__hubspot__HubSpot__AccessToken"] = "pat-na1-x";
        _bench.Environment["CRS_Journal__Password"] = "p";
        _bench.Environment["CRS_Web__AccessToken"] = new string('a', 48);

        (await _bench.RunAsync("settings", "validate", "--settings", "shipped.json")).ShouldBe(0, _bench.Error + _bench.Out);
    }

    [Fact]
    public void Compose_runs_two_locked_down_workers_on_a_database_that_nobody_else_reaches()
    {
        var compose = Documents("compose.yaml").ShouldHaveSingleItem();
        var worker = At(compose, "services", "worker");

        At(worker, "deploy", "replicas").ShouldBe("2");
        At(worker, "read_only").ShouldBe("true");
        ((List<object>)At(worker, "cap_drop")).ShouldBe(["ALL"]);
        ((Dictionary<object, object>)At(compose, "services", "database")).ShouldNotContainKey("ports");
        ((List<object>)At(compose, "services", "database", "networks")).ShouldBe(["inside"]);
        At(compose, "networks", "inside", "internal").ShouldBe("true");
        var secrets = ((List<object>)At(worker, "secrets")).Concat((List<object>)At(compose, "services", "database", "secrets")).Distinct();
        secrets.ShouldBe(((Dictionary<object, object>)At(compose, "secrets")).Keys, ignoreOrder: true);
        foreach (var mounted in ((List<object>)At(compose, "services", "database", "volumes")).Cast<string>().Where(volume => volume.StartsWith("./", StringComparison.Ordinal)))
        {
            File.Exists(Path.Combine(Deploy(), mounted.Split(':')[0])).ShouldBeTrue(mounted);
        }
    }

    private static object Pod(string file, string kind) => At(One(file, kind), "spec", "template", "spec");

    private static object One(string file, string kind) => Documents(Path.Combine("kubernetes", file)).Single(document => (string)At(document, "kind") == kind);

    private static IEnumerable<string> Ports(object policy, string direction) =>
        ((List<object>)At(policy, direction)).SelectMany(rule => (List<object>)At(rule, "ports")).Select(port => (string)At(port, "port"));

    private static string Words(string file) => File.ReadAllText(Path.Combine(Deploy(), "kubernetes", file));

    private static List<object> Documents(string file)
    {
        var reader = new DeserializerBuilder().Build();
        return [.. File.ReadAllText(Path.Combine(Deploy(), file)).Split("\n---\n").Select(text => reader.Deserialize<object>(text))];
    }

    /// <summary>The value on a path of keys and places; a missing key fails the test by its name.</summary>
    private static object At(object node, params object[] path)
    {
        foreach (var step in path)
        {
            node = step is int place ? ((List<object>)node)[place] : ((Dictionary<object, object>)node).TryGetValue(step, out var found) ? found : throw new KeyNotFoundException($"{step} of {string.Join('/', path)}");
        }

        return node;
    }

    private static string Deploy()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CrmReadinessSync.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The repository was not found above the tests.");
        }

        return Path.Combine(folder.FullName, "deploy");
    }
}
