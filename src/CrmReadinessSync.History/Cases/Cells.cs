namespace CrmReadinessSync.History;

/// <summary>
/// Shapes without what no draw of a bootstrap looks at: why a premise is unknown, by which route it was decided, what the rep said. Far fewer
/// than shapes, so that a draw costs less.
/// </summary>
internal sealed class Cells
{
    /// <summary>Groups shapes.</summary>
    public Cells(IReadOnlyList<Shape> shapes)
    {
        var cells = new List<Shape>();
        var numbers = new Dictionary<Shape, int>();
        Of = [.. shapes.Select(shape =>
        {
            var cell = shape with { Kinds = 0, Routes = 0, Override = null };
            if (!numbers.TryGetValue(cell, out var number))
            {
                number = numbers[cell] = cells.Count;
                cells.Add(cell);
            }

            return number;
        })];
        All = cells;
    }

    /// <summary>The distinct ones.</summary>
    public IReadOnlyList<Shape> All { get; }

    /// <summary>The cell of each shape.</summary>
    public int[] Of { get; }
}
