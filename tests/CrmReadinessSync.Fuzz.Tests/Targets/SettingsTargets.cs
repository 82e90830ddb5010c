using System.Collections.Immutable;
using System.Text;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;
using CrmReadinessSync.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace CrmReadinessSync.Fuzz.Tests;

/// <summary>Settings: files, pairs of the environment, and rules. Whatever is wrong comes back as faults.</summary>
internal static class SettingsTargets
{
    private static readonly SettingsLoader Loader = new([.. new ServiceCollection().AddCrms().BuildServiceProvider().GetServices<ICrmKind>()]);

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        // Compiling rules proves their laws over some thousand combinations, however small the document.
        new("settings-file", File) { Weight = 1, Allowance = 64 << 20, PerByte = 4000 },
        new("settings-document", Document) { Weight = 3, PerByte = 2000 },
        new("settings-pairs", Pairs) { Weight = 1, Allowance = 64 << 20, PerByte = 4000 },
    ];

    private static void Document(byte[] bytes)
    {
        var faults = new List<SettingsFault>();
        if (SettingsDocument.Parse("fuzz.json", bytes, faults) is { } document)
        {
            Loader.Catalogue.Root.Check(document, faults);
            document.MergedWith(document).Then(document).Root?.ToJsonString();
        }
        else
        {
            faults.ShouldNotBeEmpty();
        }
    }

    private static void File(byte[] bytes)
    {
        using var folder = new TempFolder();
        System.IO.File.WriteAllBytes(Path.Combine(folder.Path, "appsettings.json"), bytes);
        Check(Loader.Read(new SettingsInput { WorkingFolder = folder.Path, ExecutableFolder = folder.Path }));
    }

    /// <summary>Lines of KEY=VALUE as environment and as <c>--set</c>.</summary>
    private static void Pairs(byte[] bytes)
    {
        var lines = Encoding.UTF8.GetString(bytes).Split('\n').Take(40).ToList();
        var environment = lines.Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2)
            .DistinctBy(pair => pair[0], StringComparer.Ordinal).ToImmutableDictionary(pair => "CRS_" + pair[0], pair => pair[1], StringComparer.Ordinal);
        Check(Loader.Read(new SettingsInput { WorkingFolder = "/", ExecutableFolder = "/", ReadsFiles = false, Environment = environment, Assignments = [.. lines.Take(5)] }));
    }

    private static void Check(LoadedSettings loaded)
    {
        (loaded.Settings is null).ShouldBe(loaded.Faults.Count > 0);
        loaded.Faults.ShouldAllBe(fault => fault.Problem.Length > 0 && fault.Remedy.Length > 0);
    }

    private sealed class TempFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("crs-fuzz-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
