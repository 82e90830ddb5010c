namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>
/// Sets of permissions and who has them. What the integration user may do with fields goes by its own set and is kept with the schema; what
/// other sets hold is only kept.
/// </summary>
internal sealed class PermissionSets
{
    private static readonly string[] Read = ["Account", "Contact", "Opportunity"];
    private readonly List<PermissionSet> _sets = [new(Org.PermissionSetId, Org.PermissionSetName, "Readiness integration")];
    private readonly List<(string Set, string User)> _assignments = [(Org.PermissionSetId, Org.IntegrationUserId)];
    private readonly Dictionary<(string Set, string Field), (bool Read, bool Edit)> _fields = [];
    private readonly Dictionary<(string Set, string Type), (bool Read, bool Edit)> _objects = Read.ToDictionary(type => (Org.PermissionSetId, type), type => (true, type == "Opportunity"));

    /// <summary>Every set, oldest first.</summary>
    public IReadOnlyList<PermissionSet> All => _sets;

    /// <summary>Who has which.</summary>
    public IReadOnlyList<(string Set, string User)> Assignments => _assignments;

    /// <summary>Field permissions of sets other than the integration user's.</summary>
    public IEnumerable<(string Set, string Field, bool Read, bool Edit)> Fields => _fields.Select(static one => (one.Key.Set, one.Key.Field, one.Value.Read, one.Value.Edit));

    /// <summary>Object permissions.</summary>
    public IEnumerable<(string Set, string Type, bool Read, bool Edit)> Objects => _objects.Select(static one => (one.Key.Set, one.Key.Type, one.Value.Read, one.Value.Edit));

    /// <summary>Makes a set.</summary>
    /// <exception cref="SalesforceException">The name is taken.</exception>
    public string Create(string name, string label)
    {
        if (_sets.Exists(set => set.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            throw new SalesforceException("DUPLICATE_DEVELOPER_NAME", $"The name \"{name}\" is already used by another Permission Set.", 400, "Name");
        var made = new PermissionSet(RecordId.Of(KeyPrefix.PermissionSet, _sets.Count + 1), name, label);
        _sets.Add(made);
        return made.Id;
    }

    /// <summary>Gives a set to a user; once.</summary>
    /// <exception cref="SalesforceException">The user has it already.</exception>
    public string Assign(string set, string user)
    {
        if (_assignments.Contains((set, user)))
            throw new SalesforceException("DUPLICATE_VALUE", "duplicate value found: PermissionSetId, AssigneeId duplicates value on record", 400, "PermissionSetId", "AssigneeId");
        _assignments.Add((set, user));
        return AssignmentId(_assignments.Count);
    }

    /// <summary>Undoes the making of the newest set.</summary>
    public void ForgetLastSet() => _sets.RemoveAt(_sets.Count - 1);

    /// <summary>Undoes the newest assignment.</summary>
    public void ForgetLastAssignment() => _assignments.RemoveAt(_assignments.Count - 1);

    /// <summary>The id of an assignment by its number, from 1.</summary>
    public static string AssignmentId(int number) => RecordId.Of("0Pa", number);

    /// <summary>Keeps what a set may do with a field.</summary>
    public void Permit(string set, string field, bool read, bool edit) => _fields[(set, field)] = (read || edit, edit);

    /// <summary>Keeps what a set may do with an object.</summary>
    public void PermitObject(string set, string type, bool read, bool edit) => _objects[(set, type)] = (read || edit, edit);
}

/// <summary>One set of permissions.</summary>
internal sealed record PermissionSet(string Id, string Name, string Label);
