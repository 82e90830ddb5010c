using System.Text.Encodings.Web;
using System.Text.Json;

namespace CrmReadinessSync.Sandbox;

/// <summary>How the practice CRM writes JSON: compact, Japanese left readable.</summary>
internal static class JsonText
{
    public static JsonSerializerOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
