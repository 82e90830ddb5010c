namespace CrmReadinessSync.Readiness;

/// <summary>
/// What is known of one premise. Ordered from worst to best, so that law 3 ("monotone") is a comparison:
/// <see cref="Unmet"/> &lt; <see cref="Unknown"/> &lt; <see cref="Met"/>.
/// </summary>
public enum Finding
{
    /// <summary>揃っていない: an explicit answer says the premise is not there.</summary>
    Unmet,

    /// <summary>未確認: nothing usable is known; <see cref="UnknownKind"/> says why.</summary>
    Unknown,

    /// <summary>揃っている: a named route with usable evidence says the premise is there.</summary>
    Met,
}

/// <summary>Why a finding is <see cref="Finding.Unknown"/>.</summary>
public enum UnknownKind
{
    /// <summary>The finding is not unknown.</summary>
    None,

    /// <summary>Never asked: the fields are blank or not mapped.</summary>
    Missing,

    /// <summary>Asked, and not settled on their side.</summary>
    Open,

    /// <summary>Known once; the evidence is past its shelf life.</summary>
    Stale,

    /// <summary>Filled, but with something that says nothing: "TBD", "-", 同上, or pasted, filled in bulk, or by the form itself.</summary>
    Placeholder,
}
