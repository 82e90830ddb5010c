using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>The status page.</summary>
/// <param name="IsEnabled">Whether the service serves it.</param>
/// <param name="Url">Where.</param>
/// <param name="AccessToken">What a visitor must show; null only on a loopback address.</param>
internal sealed record WebSettings(bool IsEnabled, Uri Url, string? AccessToken)
{
    public const string DefaultUrl = "http://127.0.0.1:5080";
    private const int ShortestToken = 16;

    public static WebSettings Read(SettingsDocument? section, ICollection<SettingsFault> faults)
    {
        var settings = new WebSettings(
            section?.Section("Enabled")?.Root!.ToString() is not "false",
            ListenShape.Parse(section?.Section("Url")?.Text) ?? new Uri(DefaultUrl),
            section?.Section("AccessToken")?.Text is { } token && !string.IsNullOrWhiteSpace(token) ? token : null);
        if (settings is { IsEnabled: true, Url.IsLoopback: false, AccessToken: null })
        {
            faults.Add(section!.Fault("AccessToken", "The page would be served beyond this machine, to anybody.", "Set Web:AccessToken to a long random text, as a secret; or listen on http://127.0.0.1:5080."));
        }
        else if (settings.AccessToken is { Length: < ShortestToken })
        {
            faults.Add(section!.Fault("AccessToken", "The token is short enough to be guessed.", $"Use at least {ShortestToken} characters, such as the output of `openssl rand -hex 24`."));
        }

        return settings;
    }
}

/// <summary>Where traces and metrics go.</summary>
/// <param name="Endpoint">An OTLP receiver; null sends nothing.</param>
/// <param name="IsGrpc">Whether it speaks gRPC rather than HTTP with Protobuf.</param>
/// <param name="Headers">What it wants to see, as <c>name=value,name=value</c>.</param>
/// <param name="SendsTraces">Whether traces are sent too; Prometheus takes metrics only.</param>
/// <param name="Every">How often metrics are sent.</param>
internal sealed record TelemetrySettings(Uri? Endpoint, bool IsGrpc, string? Headers, bool SendsTraces, TimeSpan Every)
{
    public static TelemetrySettings Read(SettingsDocument? section)
    {
        var otlp = section?.Section("Otlp");
        return new TelemetrySettings(
            Uri.TryCreate(otlp?.Section("Endpoint")?.Text, UriKind.Absolute, out var endpoint) ? endpoint : null,
            otlp?.Section("Protocol")?.Text is "Grpc",
            otlp?.Section("Headers")?.Text is { Length: > 0 } headers ? headers : null,
            otlp?.Section("Traces")?.Root!.ToString() is not "false",
            ConnectionReader.Duration(otlp, "Every", TimeSpan.FromSeconds(30)));
    }
}

/// <summary>Who is told when the state of the service changes.</summary>
/// <param name="Webhook">An incoming webhook of Slack or Teams; null tells nobody.</param>
/// <param name="Quiet">Hours in which nothing is sent; what is still so afterwards is told then.</param>
/// <param name="TimeZone">The zone of those hours.</param>
/// <param name="Language">The language of the notices.</param>
internal sealed record NoticeSettings(Uri? Webhook, (TimeOnly From, TimeOnly To)? Quiet, TimeZoneInfo TimeZone, string Language)
{
    public static NoticeSettings Read(SettingsDocument? section) => new(
        Uri.TryCreate(section?.Section("Webhook")?.Text, UriKind.Absolute, out var webhook) ? webhook : null,
        HoursShape.Parse(section?.Section("QuietHours")?.Text),
        TimeZoneInfo.TryFindSystemTimeZoneById(section?.Section("TimeZone")?.Text ?? "Asia/Tokyo", out var zone) ? zone : TimeZoneInfo.Utc,
        section?.Section("Language")?.Text ?? "ja");
}
