namespace CrmReadinessSync.Sync;

/// <summary>Where, in one CRM, a person mends what is wrong with a field. Each is a clause that follows "…; " or starts a sentence in lower case.</summary>
public interface IFieldGuide
{
    /// <summary>Where fields of an object are made and edited: "Settings > Properties > Deal properties".</summary>
    string EditorOf(string objectName);

    /// <summary>What to do when a field cannot be seen or written: grant which permission where.</summary>
    string Permission(string objectName, string field, bool write);

    /// <summary>What to do so that the CRM remembers when values were set.</summary>
    string History(string objectName, string field);

    /// <summary>Why a field that exists for others may be missing for us; null when it cannot be so.</summary>
    string? MayBeHidden { get; }
}
