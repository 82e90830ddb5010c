using System.Text.Json.Nodes;
using CrmReadinessSync.Contract;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot.Tests;

/// <summary>HubSpot keeps what every CRM keeps.</summary>
public sealed class HubSpotContractTests : CrmContract
{
    protected override CrmConnection Connection { get; } = Connections.Standard(services => services.AddHubSpot());

    protected override string NeedProperty => "readiness_need";

    protected override string CloseDateProperty => "closedate";

    protected override PageShape Pages { get; } = new("results", ["paging", "next", "after"]);

    [Fact]
    public async Task A_meeting_that_the_guest_put_off_twice_is_a_sign_and_one_that_we_dragged_is_none()
    {
        using var work = Open();
        await work.SettleAsync();
        var deals = work.Shown().Where(shown => shown.Value.Contains("readiness_flag=ready", StringComparison.Ordinal)).Take(2).Select(shown => shown.Key).ToList();
        var meetings = deals.ConvertAll(deal => Book(work, deal, "2026-12-15T05:00:00Z"));
        await work.SettleAsync();

        foreach (var start in new[] { "2026-12-17T05:00:00Z", "2026-12-21T05:00:00Z" })
        {
            Move(work, meetings[0], start, "RESCHEDULED");
            Move(work, meetings[1], start, "SCHEDULED");
            work.Time.Advance(TimeSpan.FromMinutes(10));
            await work.SettleAsync();
        }

        work.Shown()[deals[0]].ShouldContain("先方の都合で日程が二度延びている");
        work.Shown()[deals[1]].ShouldNotContain("先方の都合で日程が二度延びている");
    }

    [Fact]
    public async Task Silence_is_counted_from_their_last_reply_and_a_new_one_ends_it()
    {
        using var work = Open();
        await work.SettleAsync();
        var deal = work.Shown().First(shown => shown.Value.Contains("readiness_flag=ready", StringComparison.Ordinal)).Key;

        foreach (var (reply, isSilent) in new[] { ("2026-11-05T03:00:00Z", true), ("2026-11-23T03:00:00Z", false) })
        {
            work.Admin("POST", "/_sandbox/edit", new JsonObject { ["kind"] = "deal", ["id"] = deal, ["properties"] = new JsonObject { ["hs_sales_email_last_replied"] = reply } });
            work.Time.Advance(TimeSpan.FromMinutes(10));
            await work.SettleAsync();
            work.Shown()[deal].Contains("しばらく返事がない", StringComparison.Ordinal).ShouldBe(isSilent, reply);
        }
    }

    private static string Book(Workplace work, string deal, string start)
    {
        var id = work.Admin("POST", "/_sandbox/edit", new JsonObject
        {
            ["kind"] = "meeting",
            ["create"] = new JsonObject { ["hs_meeting_title"] = "ご提案", ["hs_meeting_start_time"] = start, ["hs_meeting_outcome"] = "SCHEDULED" },
        })["id"]!.ToString();
        work.Admin("POST", "/_sandbox/edit", new JsonObject { ["link"] = new JsonObject { ["from"] = $"deal:{deal}", ["to"] = $"meeting:{id}" } });
        return id;
    }

    private static void Move(Workplace work, string meeting, string start, string outcome) => work.Admin("POST", "/_sandbox/edit", new JsonObject
    {
        ["kind"] = "meeting",
        ["id"] = meeting,
        ["properties"] = new JsonObject { ["hs_meeting_start_time"] = start, ["hs_meeting_outcome"] = outcome },
    });

    protected override PracticeCrm Side(PracticeCrms crms) => crms.HubSpot;

    protected override ICrm Connect(Workplace workplace) => new HubSpotCrm(
        workplace.Connection,
        new HubSpotSettings { BaseUrl = new Uri("http://127.0.0.1:4710"), ApiVersion = HubSpotSettings.DefaultVersion, AccessToken = workplace.Crms.HubSpotAccessToken },
        workplace.Time,
        new Random(1),
        workplace.Wire);
}
