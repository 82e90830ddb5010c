using System.Diagnostics;

namespace CrmReadinessSync.Worker.Tests;

public sealed class RunFolderTests
{
    /// <summary>The README's commands name files; <c>dotnet run</c> of a web project would look for them in the project's own folder.</summary>
    [Fact]
    public async Task Files_named_after_dotnet_run_are_meant_from_where_one_stands()
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", Path.Combine(PublishedLockTests.Worker(), "CrmReadinessSync.Worker.csproj"), "-getProperty:RunWorkingDirectory"])
        {
            UseShellExecute = false, RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var told = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(0, told);
        told.Trim().ShouldBeEmpty();
    }
}
