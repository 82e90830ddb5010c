namespace CrmReadinessSync.History;

/// <summary>A report in words, without saying how it is shown: a terminal and a page show the same.</summary>
/// <param name="Language">The language's name.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Blocks">What it says, in order.</param>
public sealed record Page(string Language, string Title, IReadOnlyList<Block> Blocks);

/// <summary>A part of a page.</summary>
public abstract record Block;

/// <summary>A heading.</summary>
/// <param name="Text">One line.</param>
public sealed record Heading(string Text) : Block;

/// <summary>A paragraph.</summary>
/// <param name="Text">One paragraph.</param>
/// <param name="Stands">Whether it is what a reader in a hurry should see.</param>
public sealed record Paragraph(string Text, bool Stands = false) : Block;

/// <summary>A table.</summary>
/// <param name="Head">One text a column; a column whose head is blank holds names.</param>
/// <param name="Rows">As many texts a row.</param>
public sealed record Table(IReadOnlyList<string> Head, IReadOnlyList<IReadOnlyList<string>> Rows) : Block;

/// <summary>Shares with their intervals; a terminal leaves it to the table beside it.</summary>
/// <param name="Caption">What is shown.</param>
/// <param name="Missing">What stands in place of a share that is not told.</param>
/// <param name="Bars">From top to bottom.</param>
public sealed record Chart(string Caption, string Missing, IReadOnlyList<Bar> Bars) : Block;

/// <summary>One share.</summary>
/// <param name="Label">What of.</param>
/// <param name="Note">Beside it.</param>
/// <param name="Share">0…1; null shows none.</param>
/// <param name="Interval">0…1.</param>
public sealed record Bar(string Label, string Note, double? Share, Interval Interval);
