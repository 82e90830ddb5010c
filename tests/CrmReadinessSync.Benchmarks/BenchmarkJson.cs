using System.Text.Json.Serialization;

namespace CrmReadinessSync.Benchmarks;

/// <summary>The reports on stdout.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(JudgingReport))]
[JsonSerializable(typeof(JournalReport))]
[JsonSerializable(typeof(CycleFigures))]
[JsonSerializable(typeof(SdkFigures))]
[JsonSerializable(typeof(PagesFigures))]
[JsonSerializable(typeof(StartFigures))]
internal sealed partial class BenchmarkJson : JsonSerializerContext;

/// <summary>What processes of this program tell each other, one document a line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SandboxAddress))]
[JsonSerializable(typeof(ScriptFigures))]
internal sealed partial class BenchmarkLines : JsonSerializerContext;
