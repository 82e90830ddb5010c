namespace CrmReadinessSync.Sandbox;

/// <summary>
/// One block of deals: which plot each position plays, and where its contacts, companies and meetings lie among those of the
/// block. Every whole block holds as many of each, so that a record's block can be told from its number.
/// </summary>
internal sealed class BlockLayout
{
    private readonly int[] _plots;
    private readonly int[] _company;
    private readonly int[] _firstContact;
    private readonly int[] _firstMeeting;

    /// <summary>Lays out one block.</summary>
    /// <param name="dice">Shuffles the plots.</param>
    /// <param name="size">Deals in the block; fewer than all plots only in the last one.</param>
    public BlockLayout(Dice dice, int size)
    {
        _plots = [.. Enumerable.Range(0, Plots.All.Count).OrderBy(plot => dice.Share(Plots.All[plot].Name)).Take(size)];
        _company = new int[size];
        _firstContact = new int[size + 1];
        _firstMeeting = new int[size + 1];
        var companyOfPlot = new Dictionary<int, int>();
        for (var position = 0; position < size; position++)
        {
            var plot = Plots.All[_plots[position]];
            var holder = plot.SharesCompanyWith is { } other && Array.IndexOf(_plots, Plots.Index[other]) >= 0 ? Plots.Index[other] : _plots[position];
            if (!companyOfPlot.TryGetValue(holder, out var company))
            {
                companyOfPlot.Add(holder, company = companyOfPlot.Count);
                CompanyDeals.Add([]);
            }

            _company[position] = company;
            CompanyDeals[company].Add(position);
            _firstContact[position + 1] = _firstContact[position] + plot.Contacts.Length;
            _firstMeeting[position + 1] = _firstMeeting[position] + plot.Meetings.Length;
        }
    }

    public int Deals => _plots.Length;

    public int Contacts => _firstContact[^1];

    public int Meetings => _firstMeeting[^1];

    public int Companies => CompanyDeals.Count;

    /// <summary>Positions of the deals of each company.</summary>
    public List<List<int>> CompanyDeals { get; } = [];

    public Plot PlotAt(int position) => Plots.All[_plots[position]];

    public int CompanyAt(int position) => _company[position];

    public int FirstContact(int position) => _firstContact[position];

    public int FirstMeeting(int position) => _firstMeeting[position];

    /// <summary>The position and the index within it of a contact.</summary>
    public (int Position, int Index) ContactAt(int offset) => Place(_firstContact, offset);

    /// <summary>The position and the index within it of a meeting.</summary>
    public (int Position, int Index) MeetingAt(int offset) => Place(_firstMeeting, offset);

    private static (int Position, int Index) Place(int[] firsts, int offset)
    {
        var at = Array.BinarySearch(firsts, offset);
        // Positions without any share their first with the next one: the last of equals holds the record.
        if (at < 0)
            at = ~at - 1;
        while (firsts[at + 1] == firsts[at])
            at++;
        return (at, offset - firsts[at]);
    }
}
