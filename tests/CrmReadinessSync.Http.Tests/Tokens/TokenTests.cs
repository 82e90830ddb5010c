using System.Net;
using static CrmReadinessSync.Http.Tests.ScriptedWire;

namespace CrmReadinessSync.Http.Tests;

public sealed class TokenTests
{
    private readonly VirtualTime _time = new() { Grace = 100 };
    private int _fetches;

    [Fact]
    public void Many_callers_at_once_fetch_once()
    {
        using var tokens = Source();
        var values = new List<string>();

        _time.Run(() => Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => values.Add((await tokens.GetAsync(CancellationToken.None)).Value))));

        _fetches.ShouldBe(1);
        values.Distinct().ShouldBe(["token-1"]);
    }

    [Fact]
    public void A_token_near_its_end_is_replaced_before_it_is_refused()
    {
        using var tokens = Source();
        _time.Run(async () =>
        {
            (await tokens.GetAsync(CancellationToken.None)).Value.ShouldBe("token-1");
            await Task.Delay(TimeSpan.FromMinutes(24), _time, CancellationToken.None);
            (await tokens.GetAsync(CancellationToken.None)).Value.ShouldBe("token-1");
            await Task.Delay(TimeSpan.FromMinutes(2), _time, CancellationToken.None);
            (await tokens.GetAsync(CancellationToken.None)).Value.ShouldBe("token-2");
        });
    }

    [Fact]
    public void A_caller_that_gives_up_leaves_the_fetch_to_the_others()
    {
        using var tokens = Source();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(10), _time);
        _time.Run(async () =>
        {
            var impatient = tokens.GetAsync(stop.Token).AsTask();
            var patient = tokens.GetAsync(CancellationToken.None).AsTask();
            await Should.ThrowAsync<OperationCanceledException>(() => impatient);
            (await patient).Value.ShouldBe("token-2");
        });
    }

    [Fact]
    public void A_refused_token_is_renewed_once_and_the_request_sent_again()
    {
        var wire = new ScriptedWire(Answer(HttpStatusCode.Unauthorized), Answer(HttpStatusCode.OK), Answer(HttpStatusCode.Unauthorized), Answer(HttpStatusCode.Unauthorized));
        using var tokens = Source();
        _time.Run(async () =>
        {
            using var client = Client(wire, tokens);
            (await client.GetAsync(new Uri("https://crm.test/a"), CancellationToken.None)).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await client.GetAsync(new Uri("https://crm.test/b"), CancellationToken.None)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        });

        wire.Sent.ShouldBe(["GET /a Bearer token-1", "GET /a Bearer token-2", "GET /b Bearer token-2", "GET /b Bearer token-3"]);
    }

    [Fact]
    public void A_static_token_that_is_refused_is_not_tried_again()
    {
        var wire = new ScriptedWire(Answer(HttpStatusCode.Unauthorized));
        _time.Run(async () =>
        {
            using var client = Client(wire, new StaticTokenSource("pat-na1-x"));
            (await client.GetAsync(new Uri("https://crm.test/a"), CancellationToken.None)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        });
    }

    [Fact]
    public void A_refusal_that_a_new_token_would_not_mend_is_not_tried_again()
    {
        var wire = new ScriptedWire(Answer(HttpStatusCode.Unauthorized));
        using var tokens = Source();
        _time.Run(async () =>
        {
            using var client = CrmTransport.Create(Options(wire, tokens) with { IsRefusal = _ => false });
            (await client.GetAsync(new Uri("https://crm.test/a"), CancellationToken.None)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        });

        _fetches.ShouldBe(1);
    }

    [Fact]
    public void A_token_with_a_host_sends_every_request_there_even_after_the_host_moved()
    {
        var asked = new List<Uri?>();
        var wire = new ScriptedWire(
            request => Note(request, HttpStatusCode.Unauthorized),
            request => Note(request, HttpStatusCode.OK));
        using var tokens = new RefreshingTokenSource(
            _ => Task.FromResult(new AccessToken($"token-{++_fetches}", Host: new Uri($"https://home-{_fetches}.test"))), _time, TimeSpan.FromMinutes(5));
        _time.Run(async () =>
        {
            using var client = Client(wire, tokens);
            await client.GetAsync(new Uri("https://login.test/a?q=1%2B1"), CancellationToken.None);
        });

        asked.ShouldBe([new Uri("https://home-1.test/a?q=1%2B1"), new Uri("https://home-2.test/a?q=1%2B1")]);

        HttpResponseMessage Note(HttpRequestMessage request, HttpStatusCode status)
        {
            asked.Add(request.RequestUri);
            return Answer(status)(request);
        }
    }

    [Fact]
    public void A_token_never_prints_itself() => new AccessToken("secret").ToString().ShouldBe("token (expires never)");

    private RefreshingTokenSource Source() => new(
        async token =>
        {
            var number = ++_fetches;
            await Task.Delay(TimeSpan.FromMilliseconds(100), _time, token);
            return new AccessToken($"token-{number}", _time.GetUtcNow() + TimeSpan.FromMinutes(30));
        },
        _time,
        ahead: TimeSpan.FromMinutes(5));

    private HttpClient Client(HttpMessageHandler wire, ITokenSource tokens) => CrmTransport.Create(Options(wire, tokens));

    private TransportOptions Options(HttpMessageHandler wire, ITokenSource tokens) => new()
    {
        Time = _time,
        Random = new Random(1),
        Advise = _ => RetryAdvice.Final,
        Tokens = tokens,
        Wire = wire,
    };
}
