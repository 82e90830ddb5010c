using System.Text.Json.Serialization;
using CrmReadinessSync.Sync;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CrmReadinessSync.Web;

/// <summary>
/// What an orchestrator asks. <c>/health/live</c> fails only when a restart would help: a cycle that should have ended long ago has not.
/// <c>/health/ready</c> says more: <c>healthy</c>, <c>degraded</c> (it works and needs a person; still 200) or <c>dead</c> (503).
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", (IServiceState service, TimeProvider time) => Answer(Condition.Of(service.Now, time.GetUtcNow()), onlyDead: true));
        app.MapGet("/health/ready", async (IServiceState service, IJournalStore store, TimeProvider time, HttpContext http) =>
        {
            var condition = Condition.Of(service.Now, time.GetUtcNow());
            try
            {
                foreach (var crm in service.Now.Enabled.Take(1))
                {
                    await (await store.OpenAsync(crm.Connection.Name, http.RequestAborted)).ReadRunsAsync(1, http.RequestAborted);
                }
            }
            catch (JournalException failed)
            {
                condition = new Condition(Wellness.Dead, condition.Complaints.Add(new Complaint("journal", null, null, null, failed.Remedy)));
            }

            return Answer(condition, onlyDead: false);
        });
    }

    private static IResult Answer(Condition condition, bool onlyDead)
    {
        var status = condition.Wellness is Wellness.Dead ? "dead" : onlyDead || condition.Wellness is Wellness.Healthy ? "healthy" : "degraded";
        return Results.Json(
            new HealthDocument(status, onlyDead ? [.. condition.Complaints.Where(one => one.Kind is "cycle_overdue")] : condition.Complaints),
            HealthJson.Default.HealthDocument,
            statusCode: condition.Wellness is Wellness.Dead ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }
}

/// <summary>A health answer. It holds codes and remedies, no deal text and no secret, so that it may be read without a token.</summary>
internal sealed record HealthDocument(string Status, IReadOnlyList<Complaint> Complaints);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthDocument))]
internal sealed partial class HealthJson : JsonSerializerContext;
