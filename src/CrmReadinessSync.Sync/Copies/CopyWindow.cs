using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>
/// "Nearly one moment" as journals count it: windows of a fixed width that begin every half width, so that each moment lies in two and a bulk
/// fill shorter than half a width lies whole in one. All deals of a window share its fate: the first is judged like the last.
/// </summary>
/// <param name="Half">Half the width, in whole seconds.</param>
public readonly record struct CopyWindow(long Half)
{
    /// <summary>The windows of the limits; widths are cut to even seconds.</summary>
    public static CopyWindow Of(CopyLimits limits) => new(Math.Max((long)limits.BulkWithin.TotalSeconds / 2, 1));

    /// <summary>In seconds.</summary>
    public long Width => 2 * Half;

    /// <summary>The first seconds of the two windows in which a second lies, the later first.</summary>
    public (long Later, long Earlier) StartsOf(long second) => (second / Half * Half, (second / Half * Half) - Half);

    /// <summary>Whether so many equal choices, among so many of the field in the window, are a bulk fill.</summary>
    public static bool IsBulk(long same, long all, CopyLimits limits) => same >= limits.BulkFilledOn && same >= CopyLimits.SameShare * all;
}
