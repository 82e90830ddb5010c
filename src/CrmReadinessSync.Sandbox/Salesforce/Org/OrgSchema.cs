namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>
/// The org's objects: standard ones, fields an admin added, and who may see and change what. What the signed-in user may not
/// see does not exist for it.
/// </summary>
internal sealed class OrgSchema
{
    private readonly Dictionary<string, SObjectType> _whole = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<OrgField>> _fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Dictionary<string, OrgField>> _sources = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string Object, string Field), (bool Read, bool Edit)> _permissions = [];
    private readonly HashSet<string> _readOnly = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _hidden = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SObjectType> _seen = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A new org's objects, with labels in the account's language.</summary>
    /// <param name="japanese">Whether labels are Japanese.</param>
    /// <param name="bare">Whether the readiness fields are yet to be made.</param>
    public OrgSchema(bool japanese, bool bare)
    {
        Keep("Opportunity", DealFields.All(japanese));
        Keep("Account", PeopleFields.Account(japanese));
        Keep("Contact", PeopleFields.Contact(japanese));
        Keep("Event", PeopleFields.Event(japanese));
        Keep("Lead", PeopleFields.Lead(japanese));
        Keep("Task", TaskFields.All(japanese));
        if (!bare)
        {
            foreach (var definition in ReadinessFields.In(japanese ? "ja" : "en"))
                _fields["Opportunity"].Add(CustomFields.OfReadiness(definition));
        }

        foreach (var type in StandardObjects.All(japanese))
            _whole.Add(type.Name, type);
    }

    /// <summary>Moves with every change of objects, fields and permissions.</summary>
    public int Version { get; private set; }

    /// <summary>Every object the user may see, by name.</summary>
    public IEnumerable<SObjectType> Types => _whole.Keys.Order(StringComparer.Ordinal).Select(Seen).OfType<SObjectType>();

    /// <summary>The object as the user sees it; null when there is none.</summary>
    public SObjectType? Seen(string name)
    {
        if (_seen.TryGetValue(name, out var seen))
            return seen;
        return !_hidden.Contains(name) && Whole(name) is { } whole ? _seen[name] = Limited(whole) : null;
    }

    /// <summary>The object with every field it has, whoever may see it.</summary>
    public SObjectType? Whole(string name)
    {
        if (!_whole.TryGetValue(name, out var type))
            return null;
        return _fields.TryGetValue(name, out var kept)
            ? type.With([Fields.Id(), .. kept.Where(static f => !f.Field.Custom).Select(static f => f.Field), .. type.Fields, .. kept.Where(static f => f.Field.Custom).Select(static f => f.Field)])
            : type;
    }

    /// <summary>Where a field of a stored object comes from, whoever may see it; null when it is not of the store.</summary>
    public OrgField? Source(string type, string field)
    {
        if (!_sources.TryGetValue(type, out var sources))
            _sources[type] = sources = SourcesOf(type).ToDictionary(static f => f.Field.Name, StringComparer.OrdinalIgnoreCase);
        return sources.GetValueOrDefault(field);
    }

    /// <summary>Every field of a stored object with where it comes from.</summary>
    public IEnumerable<OrgField> SourcesOf(string type) => _fields.TryGetValue(type, out var fields) ? fields : [];

    /// <summary>The custom fields an object has, in order of making.</summary>
    public IEnumerable<OrgField> CustomOf(string type) => _fields.TryGetValue(type, out var fields) ? fields.Where(static f => f.Field.Custom) : [];

    /// <summary>Adds a field nobody may see until permission is given.</summary>
    public bool TryAdd(string type, OrgField field)
    {
        if (!_fields.TryGetValue(type, out var fields) || fields.Exists(f => f.Field.Name.Equals(field.Field.Name, StringComparison.OrdinalIgnoreCase)))
            return false;
        fields.Add(field);
        _permissions[(type, field.Field.Name)] = (false, false);
        Changed();
        return true;
    }

    /// <summary>The most fields of an object whose history an org keeps.</summary>
    public const int TrackedMost = 20;

    /// <summary>Puts a changed definition in a field's place.</summary>
    public void Replace(string type, OrgField field)
    {
        var fields = _fields[type];
        fields[fields.FindIndex(f => f.Field.Name.Equals(field.Field.Name, StringComparison.OrdinalIgnoreCase))] = field;
        Changed();
    }

    /// <summary>Removes a custom field with its values' meaning.</summary>
    public bool Remove(string type, string field)
    {
        if (!_fields.TryGetValue(type, out var fields) || fields.RemoveAll(f => f.Field.Custom && f.Field.Name.Equals(field, StringComparison.OrdinalIgnoreCase)) == 0)
            return false;
        Changed();
        return true;
    }

    /// <summary>Gives or takes the right to read and change a field.</summary>
    public void Permit(string type, string field, bool read, bool edit)
    {
        _permissions[(type, field)] = (read || edit, edit);
        Changed();
    }

    /// <summary>What the user may do with a field.</summary>
    public (bool Read, bool Edit) Permission(string type, string field) => _permissions.GetValueOrDefault((type, field), (true, true));

    /// <summary>Takes away the right to change rows of an object, or gives it back.</summary>
    public void SetReadOnly(string type, bool readOnly)
    {
        if (readOnly ? _readOnly.Add(type) : _readOnly.Remove(type))
            Changed();
    }

    /// <summary>Takes away the right to see these objects, and gives back that to see all others.</summary>
    public void Hide(IEnumerable<string> types)
    {
        _hidden.Clear();
        _hidden.UnionWith(types);
        Changed();
    }

    /// <summary>Whether rows of the object may not be changed.</summary>
    public bool IsReadOnly(string type) => _readOnly.Contains(type);

    private void Keep(string type, IEnumerable<OrgField> fields) =>
        _fields.Add(type, [.. fields.Select(field => field with { IsTracked = type == "Opportunity" && field.Field.Name is "StageName" or "Amount" or "CloseDate" })]);

    private SObjectType Limited(SObjectType whole) => whole.Seen(field => Permission(whole.Name, field.Name) switch
    {
        (false, _) => null,
        (_, false) => field with { Updateable = false, Createable = false },
        _ when IsReadOnly(whole.Name) => field with { Updateable = false },
        _ => field,
    }, writable: !IsReadOnly(whole.Name));

    private void Changed()
    {
        _seen.Clear();
        _sources.Clear();
        Version++;
    }
}
