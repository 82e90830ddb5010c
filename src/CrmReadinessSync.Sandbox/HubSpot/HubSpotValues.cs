using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox;

/// <summary>Turns values of a write into the store's, or says what is wrong with them in HubSpot's codes.</summary>
internal static class HubSpotValues
{
    private const int LongestText = 65_536;

    /// <summary>Reads the <c>properties</c> of a write.</summary>
    /// <exception cref="HubSpotRefusal">A value is not valid; all faults at once.</exception>
    public static List<KeyValuePair<string, string?>> Read(HubSpotAccount account, HubSpotObject type, JsonNode? properties, CrmRecord? current)
    {
        if (properties is not JsonObject values)
            throw HubSpotRefusal.Invalid("Invalid input JSON: properties must be an object");
        var faults = new List<HubSpotFault>();
        var stored = new List<KeyValuePair<string, string?>>();
        foreach (var (name, node) in values)
        {
            // Null is no value: HubSpot clears by an empty string.
            if (node is null)
                continue;
            if (type.Property(name) is not { } property)
            {
                faults.Add(new HubSpotFault($"Property \"{name}\" does not exist", "PROPERTY_DOESNT_EXIST", name));
                continue;
            }

            if (property.ReadOnly)
            {
                faults.Add(new HubSpotFault($"\"{name}\" is a read only property; its value cannot be set.", "READ_ONLY_VALUE", name));
                continue;
            }

            if (node is not JsonValue value)
                throw HubSpotRefusal.Invalid($"Invalid input JSON: the value of {name} must be a string");
            var text = value.GetValueKind() switch
            {
                JsonValueKind.String => value.GetValue<string>(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => value.ToJsonString(),
            };
            if (text.Length == 0)
            {
                stored.Add(KeyValuePair.Create(property.Stored!, (string?)null));
                continue;
            }

            var (read, fault) = ReadOne(property, text, current);
            if (fault is not null)
                faults.Add(fault);
            else
                stored.Add(KeyValuePair.Create(property.Stored!, read));
        }

        return faults.Count == 0 ? stored : throw HubSpotRefusal.Values(faults, account.PortalId);
    }

    private static (string? Stored, HubSpotFault? Fault) ReadOne(HubSpotProperty property, string text, CrmRecord? current)
    {
        switch (property.Type)
        {
            case "number":
                return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                    ? (text, null) : (null, new HubSpotFault($"{text} was not a valid number.", "INVALID_INTEGER", property.Name));
            case "bool":
                return text is "true" or "false" ? (text, null) : (null, Option(property, text, "true, false"));
            case "date":
                return ReadDate(property, text);
            case "datetime":
                return HubSpotText.ReadMoment(text) is { } at ? (HubSpotText.Moment(at), null)
                    : (null, new HubSpotFault($"{text} was not a valid date.", "INVALID_DATE", property.Name));
            case "enumeration":
                return ReadChoice(property, text, current);
            default:
                return text.Length <= LongestText ? (property.ToStored(text), null)
                    : (null, new HubSpotFault($"Property value is too long: {text.Length} characters, at most {LongestText}.", "INVALID_STRING_LENGTH", property.Name));
        }
    }

    private static (string?, HubSpotFault?) ReadDate(HubSpotProperty property, string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return (day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), null);
        if (HubSpotText.ReadMoment(text) is not { } at)
            return (null, new HubSpotFault($"{text} was not a valid date.", "INVALID_DATE", property.Name));
        return at.UtcDateTime.TimeOfDay == TimeSpan.Zero
            ? (at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), null)
            : (null, new HubSpotFault($"{text} is at {at.UtcDateTime:HH:mm:ss.fff} UTC, not midnight!", "INVALID_DATE", property.Name));
    }

    private static (string?, HubSpotFault?) ReadChoice(HubSpotProperty property, string text, CrmRecord? current)
    {
        if (property.ExternalOptions)
        {
            return property.Values.Any(pair => pair.Wire == text) ? (property.ToStored(text), null)
                : (null, Option(property, text, "the owners of the account"));
        }

        var allowed = property.Options.Select(option => option.Value).ToHashSet(StringComparer.Ordinal);
        var wanted = property.IsMultiple ? text.Split(';', StringSplitOptions.RemoveEmptyEntries) : [text];
        foreach (var value in wanted)
        {
            if (!allowed.Contains(value))
                return (null, Option(property, value, string.Join(", ", allowed)));
        }

        // A leading semicolon adds to what is ticked already.
        if (property.IsMultiple && text.StartsWith(';') && current?[property.Stored!] is { } ticked)
            wanted = [.. property.ToWire(ticked)!.Split(';').Union(wanted)];
        return (property.ToStored(string.Join(';', wanted)), null);
    }

    private static HubSpotFault Option(HubSpotProperty property, string text, string allowed) =>
        new($"{text} was not one of the allowed options: [{allowed}]", "INVALID_OPTION", property.Name);
}
