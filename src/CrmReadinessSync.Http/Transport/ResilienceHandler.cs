using Polly;
using Polly.Retry;

namespace CrmReadinessSync.Http;

/// <summary>
/// Sends a request again when the trouble is likely to pass: lost connections, timeouts, and answers that the vendor's
/// <see cref="RetryAdvisor"/> calls transient. A wait longer than <see cref="TransportOptions.MaxRetryDelay"/> is not slept through:
/// the answer goes back to the caller, who knows when to resume. Requests must carry content that can be sent twice.
/// </summary>
internal sealed class ResilienceHandler : DelegatingHandler
{
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;
    private readonly ResiliencePipeline<HttpResponseMessage> _once;

    public ResilienceHandler(TransportOptions options)
    {
        var random = new Lock();
        (_pipeline, _once) = (Build(options, random, isOnce: false), Build(options, random, isOnce: true));
    }

    private static ResiliencePipeline<HttpResponseMessage> Build(TransportOptions options, Lock random, bool isOnce) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = options.Time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = options.MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = options.FirstRetryDelay,
                MaxDelay = options.MaxRetryDelay,
                UseJitter = true,
                Randomizer = () =>
                {
                    lock (random)
                    {
                        return options.Random.NextDouble();
                    }
                },
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is { } exception
                        ? !isOnce && IsTransient(exception)
                        : options.Advise(arguments.Outcome.Result!) is { Retry: true } advice && !(advice.After > options.MaxRetryDelay) && (advice.Throttled || !isOnce)),
                DelayGenerator = arguments => ValueTask.FromResult(
                    arguments.Outcome.Result is { } response ? options.Advise(response).After : null),
                OnRetry = arguments =>
                {
                    arguments.Outcome.Result?.Dispose();
                    return default;
                },
            })
            .Build();

    /// <summary>Whether an exception of the transport means "the network, not the request".</summary>
    public static bool IsTransient(Exception exception) => exception is HttpRequestException or HttpIOException or IOException or TimeoutException;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        await (RequestTraits.Of(request).IsOnce ? _once : _pipeline).ExecuteAsync(
            static async (state, token) => await state.Handler.SendInnerAsync(state.Request, token),
            (Handler: this, Request: request),
            cancellationToken);

    private Task<HttpResponseMessage> SendInnerAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.SendAsync(request, cancellationToken);
}
