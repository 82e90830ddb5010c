namespace CrmReadinessSync.Simulation;

/// <summary>What happened, line by line. Two runs of a history must leave the same; the lines themselves are kept only when somebody wants to read them.</summary>
internal sealed class Trace(bool keeps)
{
    private readonly List<string> _lines = [];
    private ulong _hash = 14_695_981_039_346_656_037;

    /// <summary>Eight bytes over all lines.</summary>
    public ulong Hash => _hash;

    public long Count { get; private set; }

    public IReadOnlyList<string> Lines => _lines;

    public void Add(string line)
    {
        Count++;
        foreach (var letter in line)
        {
            _hash = unchecked((_hash ^ letter) * 1_099_511_628_211);
        }

        if (keeps)
        {
            _lines.Add(line);
        }
    }
}
