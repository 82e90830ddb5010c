using System.Text.Json;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>
/// What a setting may look like, said once: the check at start, the schema for editors and the masking of secrets all come from it.
/// A null value is a setting left at its default and never reaches <see cref="Check"/>.
/// </summary>
/// <param name="description">One English sentence for the schema.</param>
internal abstract class Shape(string description)
{
    public string Description => description;

    /// <summary>Whether the value is masked wherever it would be shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The value in force when nothing is written, as JSON; null when there is none.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>Adds everything wrong with a value.</summary>
    public abstract void Check(SettingsDocument value, ICollection<SettingsFault> faults);

    /// <summary>The shape of a member; null when there is no such member or its shape is not known here.</summary>
    public virtual Shape? Member(string key) => null;

    /// <summary>The JSON Schema of the value, with its description.</summary>
    public JsonObject Schema()
    {
        var schema = Constraints();
        schema["description"] = description;
        if (Default is not null)
        {
            schema["default"] = Default.DeepClone();
        }

        return schema;
    }

    protected abstract JsonObject Constraints();

    protected void Refuse(SettingsDocument value, ICollection<SettingsFault> faults, string problem, string remedy) =>
        faults.Add(value.Fault("", problem, remedy, IsSecret ? null : Shown(value)));

    /// <summary>A value as a person wrote it, for messages.</summary>
    public static string Shown(SettingsDocument value) => value.Text ?? value.Root?.ToJsonString(Readable) ?? "null";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
