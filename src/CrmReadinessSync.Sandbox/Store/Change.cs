namespace CrmReadinessSync.Sandbox;

/// <summary>Who set a value.</summary>
internal enum SourceKind
{
    /// <summary>A person in the CRM's pages; the id is the owner's number.</summary>
    Person,

    /// <summary>A program through the API; the id is the program's.</summary>
    Api,

    /// <summary>A bulk import.</summary>
    Import,

    /// <summary>The CRM itself.</summary>
    Internal,
}

/// <summary>Who set a value.</summary>
/// <param name="Kind">Person or machine.</param>
/// <param name="Id">Which; null when nobody in particular.</param>
internal sealed record EditSource(SourceKind Kind, string? Id = null)
{
    public static readonly EditSource System = new(SourceKind.Internal);

    public static EditSource Person(int owner) => new(SourceKind.Person, owner.ToString(global::System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>One value of one property from an instant on; null is a clearing.</summary>
internal readonly record struct Change(string Property, string? Value, DateTimeOffset At, EditSource Source);
