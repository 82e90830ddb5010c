using CrmReadinessSync.Contract;
using CrmReadinessSync.HubSpot;
using CrmReadinessSync.Salesforce;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Fuzz.Tests;

/// <summary>
/// Whole cycles of a vendor's slice against a practice CRM that answers one of its requests with something broken: sign-in, descriptions, pages, batches,
/// rows of bulk jobs, errors and headers alike. It answers, or says what failed as a failure with an action; it never asks without end, never asks
/// a host nobody configured, and never sends a query that the org cannot read.
/// </summary>
[Collection(Alone)]
public sealed class SliceFuzzTests
{
    /// <summary>The collection of tests beside which nothing runs: what they allocate is counted over all threads.</summary>
    public const string Alone = "alone in the process";

    private const int Cases = 3_000;

    [Fact]
    public async Task HubSpot_says_what_failed_whatever_it_was_answered()
    {
        var connection = Connections.Standard(services => services.AddHubSpot());
        await FuzzAsync("answers", connection, crms => crms.HubSpot, (crms, time, wire, isOther) => new HubSpotCrm(
            connection,
            isOther
                ? new HubSpotSettings { BaseUrl = SliceWire.Address, ApiVersion = "v3", ClientId = crms.HubSpotClientId, ClientSecret = crms.HubSpotClientSecret, RefreshToken = crms.HubSpotRefreshToken }
                : new HubSpotSettings { BaseUrl = SliceWire.Address, ApiVersion = HubSpotSettings.DefaultVersion, AccessToken = crms.HubSpotAccessToken },
            time,
            new Random(1),
            wire));
    }

    [Fact]
    public async Task Salesforce_says_what_failed_whatever_it_was_answered()
    {
        var connection = Connections.Standard(services => services.AddSalesforce());
        await FuzzAsync("answers", connection, crms => crms.Salesforce, (crms, time, wire, isOther) => new SalesforceCrm(
            connection,
            new SalesforceOptions
            {
                LoginUrl = SliceWire.Address, Flow = SignInFlow.ClientCredentials, ClientId = crms.SalesforceClientId, ClientSecret = crms.SalesforceClientSecret, BulkAbove = isOther ? 1 : 2000,
            },
            time,
            new Random(1),
            wire));
    }

    private static async Task FuzzAsync(
        string corpus, CrmConnection connection, Func<Sandbox.PracticeCrms, Sandbox.PracticeCrm> side, Func<Sandbox.PracticeCrms, TimeProvider, SliceWire, bool, ICrm> connect)
    {
        var hostile = FuzzRun.Corpus(corpus);
        var failures = 0;
        using var crms = Sandbox.PracticeCrms.Open(new Sandbox.SandboxOptions { Deals = 12, Seed = 3 }, SliceScene.Start);
        for (var number = 0; number < Cases; number++)
        {
            var random = new Random(number);
            var time = new LeapingTime(SliceScene.Start + TimeSpan.FromHours(number));
            using var wire = new SliceWire(side(crms), time, random, hostile);
            await using var crm = connect(crms, time, wire, number % 3 == 0);
            var before = GC.GetTotalAllocatedBytes();
            try
            {
                failures += await SliceScene.RunAsync(crm, connection, time) ? 0 : 1;
            }
            catch (Exception exception)
            {
                throw new FuzzException($"{connection.Kind} case {number}, answer {wire.Broken}: {exception.GetType().Name}: {exception.Message}", exception);
            }

            wire.Misbehaviour.ShouldBeNull($"{connection.Kind} case {number}, answer {wire.Broken}");
            // A case allocates some hundred kilobytes, and by the broken answer, of up to a hundred more, no more than a multiple of it.
            (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(64L << 20, $"{connection.Kind} case {number}, answer {wire.Broken}");
        }

        failures.ShouldBeInRange(Cases / 20, Cases);
    }
}

/// <summary>Tests that run alone.</summary>
[CollectionDefinition(SliceFuzzTests.Alone, DisableParallelization = true)]
public sealed class AloneCollection;
