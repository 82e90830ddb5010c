using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Worker;

/// <summary>
/// An incoming webhook. Slack, and what speaks like it, takes <c>{"text"}</c>
/// (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks); the workflows of Teams take a message with an Adaptive Card.
/// </summary>
internal sealed class Webhook(HttpClient http)
{
    private static readonly string[] TeamsHosts = [".logic.azure.com", ".powerplatform.com", ".webhook.office.com"];

    /// <summary>Sends one message.</summary>
    /// <returns>Null when it arrived; else why not, without the address: it is a secret.</returns>
    public async Task<string?> SendAsync(Uri address, string text, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.PostAsJsonAsync(address, Body(address, text), WorkerJson.Readable.JsonObject, cancellationToken);
            return answer.IsSuccessStatusCode ? null : $"HTTP {(int)answer.StatusCode}";
        }
        catch (HttpRequestException failed)
        {
            return failed.HttpRequestError.ToString();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "timeout";
        }
    }

    private static JsonObject Body(Uri address, string text) => !TeamsHosts.Any(host => address.Host.EndsWith(host, StringComparison.OrdinalIgnoreCase))
        ? new JsonObject { ["text"] = text }
        : new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["content"] = new JsonObject
                {
                    ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                    ["type"] = "AdaptiveCard",
                    ["version"] = "1.4",
                    ["body"] = new JsonArray(new JsonObject { ["type"] = "TextBlock", ["text"] = text, ["wrap"] = true }),
                },
            }),
        };
}
