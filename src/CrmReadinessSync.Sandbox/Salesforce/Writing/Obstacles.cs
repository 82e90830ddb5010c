namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>
/// What stands in the way of a write although the write itself is right. A test sets the first four by editing a deal's
/// <see cref="WireName"/>; locks of a moment come with the fault of that name.
/// </summary>
internal sealed class Obstacles
{
    /// <summary>The store property that holds a lasting obstacle.</summary>
    public const string Property = "@obstacle";

    /// <summary>The name admin calls know it by; describe does not.</summary>
    public const string WireName = "Sandbox_Obstacle";

    private readonly HashSet<RecordKey> _locked = [];

    /// <summary>Locks rows for the request about to come.</summary>
    public void Lock(IEnumerable<RecordKey> keys)
    {
        _locked.Clear();
        _locked.UnionWith(keys);
    }

    /// <summary>Lets go of the locks of a moment.</summary>
    public void Release() => _locked.Clear();

    /// <summary>Refuses a write to a record something stands in the way of.</summary>
    /// <exception cref="SalesforceException">UNABLE_TO_LOCK_ROW, ENTITY_IS_LOCKED, FIELD_CUSTOM_VALIDATION_EXCEPTION, CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY.</exception>
    public void Check(CrmRecord record)
    {
        var id = Org.IdOf(record.Key);
        if (_locked.Contains(record.Key))
            throw Locked(id);
        switch (record[Property])
        {
            case "lock":
                throw Locked(id);
            case "approval":
                throw new SalesforceException("ENTITY_IS_LOCKED", "This record is locked. If you need to edit it, contact your admin.");
            case "validation":
                throw new SalesforceException("FIELD_CUSTOM_VALIDATION_EXCEPTION", "A discount over 20% needs a reason before the opportunity can be saved.", 400, "Description");
            case "trigger":
                throw new SalesforceException(
                    "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
                    $"OpportunityRollup: execution of AfterUpdate caused by: System.DmlException: Update failed. First exception on row 0 with id {id}; first error: FIELD_INTEGRITY_EXCEPTION, Trigger.OpportunityRollup: line 14, column 1");
            case "trigger-lock":
                throw new SalesforceException(
                    "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
                    $"OpportunityRollup: execution of AfterUpdate caused by: System.DmlException: Update failed. First exception on row 0 with id {id}; first error: UNABLE_TO_LOCK_ROW, unable to obtain exclusive access to this record: []");
        }
    }

    private static SalesforceException Locked(string id) => new("UNABLE_TO_LOCK_ROW", $"unable to obtain exclusive access to this record or 1 records: {id}");
}
