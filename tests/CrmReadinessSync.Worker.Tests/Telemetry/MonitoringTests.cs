using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CrmReadinessSync.Worker.Tests;

/// <summary>What <c>deploy/monitoring</c> asks for is what the service sends, and the real program takes it.</summary>
public sealed partial class MonitoringTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "monitoring");

    [Theory]
    [InlineData("alerts.yml")]
    [InlineData("grafana-dashboard.json")]
    public void Every_metric_asked_for_is_a_documented_one_as_prometheus_writes_it(string file)
    {
        var documented = Documented().ToHashSet(StringComparer.Ordinal);

        var asked = MetricName().Matches(File.ReadAllText(Path.Combine(Folder, file))).Select(match => match.Value).Distinct(StringComparer.Ordinal).ToList();

        asked.ShouldNotBeEmpty();
        asked.Except(documented, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void The_dashboard_is_one_that_grafana_imports()
    {
        var dashboard = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "grafana-dashboard.json")))!.AsObject();

        dashboard["title"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace();
        dashboard["uid"]!.GetValue<string>().Length.ShouldBeLessThanOrEqualTo(40);
        dashboard["schemaVersion"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(36);
        (dashboard["id"] is null).ShouldBeTrue("an id of its own would take another dashboard's place");
        var panels = dashboard["panels"]!.AsArray().Select(panel => panel!.AsObject()).ToList();
        panels.Select(panel => panel["id"]!.GetValue<int>()).ShouldBeUnique();
        foreach (var panel in panels.Where(panel => panel["type"]!.GetValue<string>() != "row"))
        {
            var place = panel["gridPos"]!;
            (place["x"]!.GetValue<int>() + place["w"]!.GetValue<int>()).ShouldBeLessThanOrEqualTo(24);
            panel["title"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace();
            foreach (var target in panel["targets"]!.AsArray())
            {
                target!["expr"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace();
                target["refId"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace();
            }
        }

        var variables = dashboard["templating"]!["list"]!.AsArray().Select(variable => variable!["name"]!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        Variable().Matches(dashboard["panels"]!.ToJsonString()).Select(match => match.Groups["name"].Value).Where(name => !name.StartsWith("__", StringComparison.Ordinal))
            .ShouldAllBe(name => variables.Contains(name));
    }

    [Theory]
    [InlineData("check", "alerts.yml")]
    [InlineData("test", "alerts.test.yml")]
    public async Task Prometheus_own_tool_takes_the_rules_and_they_fire_when_they_should(string what, string file)
    {
        var tool = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "promtool")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(tool is null, "No promtool on this machine; .ci/run installs Debian's prometheus.");
        var start = new ProcessStartInfo(tool!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        foreach (var argument in new[] { what, "rules", file })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var wrong = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(0, await said + wrong);
    }

    /// <summary>Names of the table with dots as underscores, the unit and, by kind, what Prometheus appends.</summary>
    private static IEnumerable<string> Documented()
    {
        foreach (Match row in TableRow().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "monitoring.md"))))
        {
            foreach (Match name in Dotted().Matches(row.Groups["names"].Value))
            {
                var written = name.Groups["name"].Value.Replace('.', '_') + (row.Groups["kind"].Value.Contains(", s", StringComparison.Ordinal) ? "_seconds" : "");
                foreach (var suffix in row.Groups["kind"].Value switch
                {
                    var kind when kind.StartsWith("counter", StringComparison.Ordinal) => new[] { "_total" },
                    var kind when kind.StartsWith("histogram", StringComparison.Ordinal) => ["_bucket", "_sum", "_count"],
                    _ => [""],
                })
                {
                    yield return written + suffix;
                }
            }
        }
    }

    [GeneratedRegex(@"\bcrs_\w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MetricName();

    [GeneratedRegex(@"^\| (?<names>`crs[^|]+) \| (?<kind>[^|]+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TableRow();

    [GeneratedRegex("`(?<name>crs[a-z.]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Dotted();

    [GeneratedRegex(@"\$\{?(?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
