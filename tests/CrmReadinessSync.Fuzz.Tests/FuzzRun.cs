using System.Globalization;

namespace CrmReadinessSync.Fuzz.Tests;

/// <summary>Runs a target over its corpus, then over what a seeded mutator makes of it. A case is its number: the same number is the same input.</summary>
internal static class FuzzRun
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Corpus");

    /// <summary>The kept inputs of a target, those that once broke it included.</summary>
    public static IReadOnlyList<byte[]> Corpus(string name)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Root, name), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList();
        files.ShouldNotBeEmpty($"Corpus/{name} has no inputs");
        return files;
    }

    /// <summary>Runs the one of that name over its part of the cases.</summary>
    public static void Run(IReadOnlyCollection<FuzzTarget> all, string name, int cases, int seed)
    {
        var target = all.Single(one => one.Name == name);
        Run(target, cases * target.Weight / all.Sum(one => one.Weight), seed);
    }

    private static void Run(FuzzTarget target, int cases, int seed)
    {
        var corpus = Corpus(target.Name);
        // What is made once, at first use, is not what an input allocates.
        foreach (var input in corpus)
        {
            Once(target, input);
        }

        foreach (var input in corpus)
        {
            target.Read.Invoking(input, target, "corpus");
        }

        for (var number = 0; number < cases; number++)
        {
            var random = new Random(HashCode(seed, number));
            var input = new Mutator(random).Mutate(corpus[random.Next(corpus.Count)], corpus);
            target.Read.Invoking(input, target, number.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void Once(FuzzTarget target, byte[] input)
    {
        try
        {
            target.Read(input);
        }
        catch (Exception exception) when (Array.Exists(target.Declared, declared => declared.IsInstanceOfType(exception)))
        {
            // It says so itself.
        }
    }

    private static void Invoking(this Action<byte[]> read, byte[] input, FuzzTarget target, string number)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(input);
        }
        catch (Exception exception) when (Array.Exists(target.Declared, declared => declared.IsInstanceOfType(exception)))
        {
            // It says so itself.
        }
        catch (Exception exception)
        {
            throw new FuzzException($"{target.Name} case {number} threw {exception.GetType().Name}, which it does not declare. Keep this as Corpus/{target.Name}/found-….bin (base64): {Shown(input)}", exception);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var most = target.Allowance + (target.PerByte * input.Length);
        if (allocated > most)
        {
            throw new FuzzException($"{target.Name} case {number} allocated {allocated} bytes for {input.Length}, more than {most}: {Shown(input)}", inner: null);
        }
    }

    private static string Shown(byte[] input) => Convert.ToBase64String(input.AsSpan(0, Math.Min(input.Length, 3000)));

    /// <summary>Like <see cref="HashCode"/>, but the same in every process.</summary>
    private static int HashCode(int seed, int number) => unchecked((seed * 486_187_739) + (number * 16_777_619));
}

/// <summary>An input did what no input may do.</summary>
public sealed class FuzzException(string message, Exception? inner) : Exception(message, inner);
