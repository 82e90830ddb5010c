namespace CrmReadinessSync.Readiness;

/// <summary>
/// Full is not filled (law 5): sets aside what stands alike on too many deals, and what a form filled in by itself. The counts are facts; what
/// they mean is decided here, so that a change of limits is a change of rules.
/// </summary>
/// <param name="limits">From when on a value stands on too many deals.</param>
/// <param name="defaults">Fields and the folded values their form makes by itself.</param>
internal sealed class HollowRule(CopyLimits limits, IReadOnlyList<KeyValuePair<Field, string[]>> defaults)
{
    /// <summary>A value set so soon after the deal was made came with it.</summary>
    private static readonly long WithTheDeal = TimeSpan.FromMinutes(1).Ticks;

    private readonly KeyValuePair<Field, string[]>[] _defaults = [.. defaults];

    public CopyLimits Limits => limits;

    public static HollowRule Of(SettingsReader root)
    {
        var reader = root.Object("Hollow")?.OnlyKeys("PastedOn", "BulkFilledOn", "BulkWithin", "Defaults");
        return new HollowRule(new CopyLimits(Limit(reader, "PastedOn"), Limit(reader, "BulkFilledOn"), Within(reader)), [.. Defaults(reader?.Object("Defaults"))]);
    }

    /// <summary>The facts as these rules read them; the very same object when nothing is set aside, which is the common case.</summary>
    public DealFacts Apply(DealFacts facts)
    {
        if (!facts.HasCopies && _defaults.Length == 0)
        {
            return facts;
        }

        List<FieldValue>? hollow = null;
        foreach (var value in facts.Values)
        {
            if (StateOf(value, facts) is not ValueState.Usable and var state)
            {
                (hollow ??= []).Add(value.Hollow(state));
            }
        }

        return hollow is null ? facts : facts.With(hollow);
    }

    private ValueState StateOf(FieldValue value, DealFacts facts) => value.State is not ValueState.Usable ? ValueState.Usable : Likeness.KindOf(value.Field) switch
    {
        LikenessKind.Text when value.Copies >= limits.PastedOn => ValueState.Pasted,
        LikenessKind.Moment when value.Copies >= limits.BulkFilledOn => ValueState.BulkFilled,
        LikenessKind.Moment when IsDefault(value, facts) => ValueState.Default,
        _ => ValueState.Usable,
    };

    private bool IsDefault(FieldValue value, DealFacts facts)
    {
        foreach (var (field, values) in _defaults)
        {
            if (field == value.Field && Array.IndexOf(values, value.Folded) >= 0)
            {
                return !WasChosen(value, facts);
            }
        }

        return false;
    }

    /// <summary>Only what is known to have been set later than the deal was made was chosen by somebody.</summary>
    private static bool WasChosen(FieldValue value, DealFacts facts) =>
        value.SetAtTicks != FieldValue.NoTicks
        && facts.At(Vocabulary.Created.Slot) is { State: ValueState.Usable } created
        && value.SetAtTicks - created.Ticks > WithTheDeal;

    private static int Limit(SettingsReader? reader, string key) =>
        reader is null || !reader.Has(key) ? CopyLimits.Never : (int)reader.Number(key, 2, 1_000_000, CopyLimits.Never);

    private static TimeSpan Within(SettingsReader? reader)
    {
        var (least, most) = (TimeSpan.FromSeconds(2), TimeSpan.FromHours(1));
        var within = reader?.Duration("BulkWithin") ?? TimeSpan.FromSeconds(10);
        if (within < least || within > most)
        {
            reader!.Fault("BulkWithin", "The duration is out of range 2s to 1h.", "Write a duration from \"2s\" to \"1h\".");
        }

        return within;
    }

    private static IEnumerable<KeyValuePair<Field, string[]>> Defaults(SettingsReader? reader)
    {
        foreach (var name in reader?.Keys ?? [])
        {
            if (reader!.FieldNamed(name) is not { } field)
            {
                continue;
            }

            if (!Likeness.IsChosen(field))
            {
                reader.Fault(name, "The field is no answer chosen from a list.", "Name a field in which the counterpart's answer is chosen, such as \"need\".", name);
                continue;
            }

            if (reader.Texts(name) is { } values)
            {
                yield return KeyValuePair.Create(field, values.Select(TextFolding.Fold).ToArray());
            }
        }
    }
}
