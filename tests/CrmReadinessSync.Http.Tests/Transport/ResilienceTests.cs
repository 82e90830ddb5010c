using System.Collections.Frozen;
using System.Net;
using static CrmReadinessSync.Http.Tests.ScriptedWire;

namespace CrmReadinessSync.Http.Tests;

public sealed class ResilienceTests
{
    private readonly VirtualTime _time = new() { Grace = 100 };
    private readonly List<string> _kinds = [];
    private int _throttled;
    private bool _isOnce;
    private Func<Task> _check = () => Task.CompletedTask;

    [Fact]
    public void A_503_is_sent_again_and_both_attempts_are_counted()
    {
        Get(Answer(HttpStatusCode.ServiceUnavailable), Answer(HttpStatusCode.OK)).ShouldBe(HttpStatusCode.OK);

        _kinds.ShouldBe(["read", "read"]);
        _time.Elapsed.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public void Each_attempt_is_checked_right_before_it_leaves_and_none_leaves_once_the_check_refuses()
    {
        _check = () => _kinds.Count < 2 ? Task.CompletedTask : Task.FromException(new InvalidTimeZoneException("refused"));
        Should.Throw<InvalidTimeZoneException>(() => Get([.. Enumerable.Repeat(Answer(HttpStatusCode.ServiceUnavailable), 5)]));
        _kinds.Count.ShouldBe(2);
    }

    [Fact]
    public void Retry_after_is_waited_for()
    {
        Get(Answer(HttpStatusCode.ServiceUnavailable, retryAfter: TimeSpan.FromSeconds(7)), Answer(HttpStatusCode.OK)).ShouldBe(HttpStatusCode.OK);
        _time.Elapsed.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public void A_retry_after_beyond_the_cap_is_not_slept_through()
    {
        Get(Answer(HttpStatusCode.ServiceUnavailable, retryAfter: TimeSpan.FromHours(3))).ShouldBe(HttpStatusCode.ServiceUnavailable);
        _time.Elapsed.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_429_slows_the_family_and_is_counted()
    {
        Get(Answer(HttpStatusCode.TooManyRequests, retryAfter: TimeSpan.FromSeconds(10)), Answer(HttpStatusCode.OK)).ShouldBe(HttpStatusCode.OK);

        _time.Elapsed.ShouldBe(TimeSpan.FromSeconds(10));
        _throttled.ShouldBe(1);
    }

    [Fact]
    public void Retries_end()
    {
        Get([.. Enumerable.Repeat(Answer(HttpStatusCode.BadGateway), 5)]).ShouldBe(HttpStatusCode.BadGateway);
        _kinds.Count.ShouldBe(5);
        _time.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void Lost_connections_and_truncated_json_and_pages_in_place_of_json_are_sent_again()
    {
        Get(
            _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "reset"),
            Answer(HttpStatusCode.OK, """{"results":[{"id":"1"},"""),
            Answer(HttpStatusCode.OK, "<html><title>Maintenance</title></html>", "text/html"),
            Answer(HttpStatusCode.OK, """{"results":[]}""")).ShouldBe(HttpStatusCode.OK);
        _kinds.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.BadGateway)]
    public void What_may_not_be_applied_twice_is_not_sent_again_when_its_fate_is_unknown(HttpStatusCode status)
    {
        _isOnce = true;
        Get(Answer(status), Answer(HttpStatusCode.OK)).ShouldBe(status);
        Should.Throw<HttpRequestException>(() => Get(_ => throw new HttpRequestException(HttpRequestError.ConnectionError, "reset"), Answer(HttpStatusCode.OK)));
        _kinds.Count.ShouldBe(2);
    }

    [Fact]
    public void What_may_not_be_applied_twice_is_sent_again_when_it_was_not_let_in()
    {
        _isOnce = true;
        Get(Answer(HttpStatusCode.TooManyRequests, retryAfter: TimeSpan.FromSeconds(10)), Answer(HttpStatusCode.OK)).ShouldBe(HttpStatusCode.OK);
        _kinds.Count.ShouldBe(2);
    }

    [Fact]
    public void A_bad_request_is_final()
    {
        Get(Answer(HttpStatusCode.BadRequest)).ShouldBe(HttpStatusCode.BadRequest);
        _kinds.Count.ShouldBe(1);
    }

    [Fact]
    public void An_answer_larger_than_the_cap_is_refused()
    {
        var body = Answer(HttpStatusCode.OK, $"\"{new string('x', 2_000_000)}\"");
        _time.Run(async () => await Should.ThrowAsync<InvalidDataException>(() => SendAsync(1_000_000, body)));
    }

    [Fact]
    public void An_attempt_without_an_answer_times_out_and_is_sent_again()
    {
        var wire = new SilentWire(_time);
        _time.Run(async () =>
        {
            using var client = Client(wire, 1 << 20);
            await Should.ThrowAsync<TimeoutException>(() => client.SendAsync(Request(), CancellationToken.None));
        });
        wire.Calls.ShouldBe(5);
    }

    [Fact]
    public void Cancellation_is_not_a_failure_and_is_not_retried()
    {
        var wire = new SilentWire(_time);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1), _time);
        _time.Run(async () =>
        {
            using var client = Client(wire, 1 << 20);
            await Should.ThrowAsync<OperationCanceledException>(() => client.SendAsync(Request(), stop.Token));
        });
        wire.Calls.ShouldBe(1);
        _time.Elapsed.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_spent_quota_ends_the_call_at_once()
    {
        var quota = new DailyQuota(1, _time);
        quota.Learn(10, 0);
        _time.Run(async () =>
        {
            using var client = CrmTransport.Create(Options(new ScriptedWire(), 1 << 20) with { Quota = quota });
            await Should.ThrowAsync<QuotaSpentException>(() => client.SendAsync(Request(), CancellationToken.None));
        });
        _time.Elapsed.ShouldBe(TimeSpan.Zero);
    }

    private HttpStatusCode Get(params Func<HttpRequestMessage, HttpResponseMessage>[] script)
    {
        var status = default(HttpStatusCode);
        _time.Run(async () => status = await SendAsync(1 << 20, script));
        return status;
    }

    private async Task<HttpStatusCode> SendAsync(int maxBytes, params Func<HttpRequestMessage, HttpResponseMessage>[] script)
    {
        using var client = Client(new ScriptedWire(script), maxBytes);
        using var response = await client.SendAsync(Request(), CancellationToken.None);
        return response.StatusCode;
    }

    private HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri("https://crm.test/x"));
        new RequestTraits("read", "burst") { IsOnce = _isOnce }.Attach(request);
        return request;
    }

    private HttpClient Client(HttpMessageHandler wire, int maxBytes) => CrmTransport.Create(Options(wire, maxBytes));

    private TransportOptions Options(HttpMessageHandler wire, int maxBytes) => new()
    {
        Time = _time,
        Random = new Random(1),
        Advise = response => (int)response.StatusCode switch
        {
            429 => new(true, RetryAfter.Read(response, _time), Throttled: true),
            >= 500 => new(true, RetryAfter.Read(response, _time)),
            _ => RetryAdvice.Final,
        },
        Pacers = new Dictionary<string, Pacer> { ["burst"] = new(100, TimeSpan.FromSeconds(10), _time) }.ToFrozenDictionary(),
        Check = _ => _check(),
        Count = _kinds.Add,
        CountThrottled = () => _throttled++,
        MaxBodyBytes = maxBytes,
        Wire = wire,
    };

    private sealed class SilentWire(TimeProvider time) : HttpMessageHandler
    {
        public int Calls { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            await Task.Delay(TimeSpan.FromDays(1), time, cancellationToken);
            throw new InvalidOperationException("never reached");
        }
    }
}
