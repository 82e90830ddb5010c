using System.Collections.Frozen;

namespace CrmReadinessSync.Readiness;

/// <summary>A kind of warning sign, found by the <c>Kind</c> of the settings. A new one is a class and a line in <see cref="SignKinds"/>.</summary>
internal interface ISignKind
{
    /// <summary>The name in settings.</summary>
    string Name { get; }

    /// <summary>The keys it reads beside those every sign has.</summary>
    IReadOnlyList<string> Keys { get; }

    /// <summary>Makes the sign, or null after adding what is wrong.</summary>
    SignRule? Compile(string name, LocalText labels, TimeSpan expiresAfter, SettingsReader reader);
}

/// <summary>The kinds by name.</summary>
internal static class SignKinds
{
    public static FrozenDictionary<string, ISignKind> ByName { get; } =
        new ISignKind[] { new TickedSign(), new WhenSign(), new WordsSign() }.ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);
}
