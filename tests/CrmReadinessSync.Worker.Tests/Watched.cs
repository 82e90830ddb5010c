namespace CrmReadinessSync.Worker.Tests;

/// <summary>A writer that acts as soon as a word has been written; with several, one after the other.</summary>
internal sealed class Watched(params (string Word, Action Seen)[] steps) : StringWriter
{
    /// <summary>A word that never comes must not hang a suite; the test then fails by what is missing.</summary>
    public static readonly TimeSpan NeverLonger = TimeSpan.FromMinutes(2);

    private int _step;
    private int _from;

    public Watched(string word, Action seen)
        : this((word, seen))
    {
    }

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
        while (_step < steps.Length && ToString().IndexOf(steps[_step].Word, _from, StringComparison.Ordinal) is >= 0 and var at)
        {
            _from = at + steps[_step].Word.Length;
            steps[_step++].Seen();
        }
    }
}
