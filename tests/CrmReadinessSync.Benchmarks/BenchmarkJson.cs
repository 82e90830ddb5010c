using System.Text.Json.Serialization;

namespace CrmReadinessSync.Benchmarks;

/// <summary>The reports on stdout.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(JudgingReport))]
[JsonSerializable(typeof(JournalReport))]
internal sealed partial class BenchmarkJson : JsonSerializerContext;
