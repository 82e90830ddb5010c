using System.Collections.Frozen;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>
/// Turns the CRM's values of one field into the vocabulary's (<see cref="FieldSource.Values"/>). A value that settings do not name passes
/// unchanged; of several choices each is translated by itself.
/// </summary>
internal sealed class ValueTranslation
{
    private static readonly FrozenDictionary<string, string> Nothing = FrozenDictionary<string, string>.Empty;

    private readonly FrozenDictionary<string, string> _values;
    private readonly bool _isList;

    private ValueTranslation(FrozenDictionary<string, string> values, bool isList)
    {
        _values = values;
        _isList = isList;
    }

    public static ValueTranslation Of(Field field, CrmConnection connection)
    {
        var values = connection.Fields.TryGetValue(field.Name, out var source) && source.Values is { IsEmpty: false } translated
            ? translated.ToFrozenDictionary(StringComparer.Ordinal)
            : Nothing;
        return new ValueTranslation(values, field.Type is FieldType.Choices);
    }

    public string? Translate(string? raw)
    {
        if (raw is null || _values.Count == 0)
        {
            return raw;
        }

        return _isList
            ? string.Join(';', raw.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(One))
            : One(raw);
    }

    private string One(string value) => _values.GetValueOrDefault(value, value);
}
