namespace CrmReadinessSync.Worker.Tests;

/// <summary>A writer that acts as soon as a word has been written.</summary>
internal sealed class Watched(string word, Action seen) : StringWriter
{
    /// <summary>A word that never comes must not hang a suite; the test then fails by what is missing.</summary>
    public static readonly TimeSpan NeverLonger = TimeSpan.FromMinutes(2);

    public override void Write(string? value)
    {
        base.Write(value);
        Look();
    }

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        Look();
    }

    public override async Task WriteLineAsync(string? value)
    {
        await base.WriteLineAsync(value);
        Look();
    }

    public override void Flush() => Look();

    private void Look()
    {
        if (ToString().Contains(word, StringComparison.Ordinal))
        {
            seen();
        }
    }
}
