namespace CrmReadinessSync.Http;

/// <summary>Holds each attempt until its family may send and the day's share allows it, and learns from the answer.</summary>
internal sealed class PacedHandler(TransportOptions options) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var traits = RequestTraits.Of(request);
        var pacer = traits.Family is { } family ? options.Pacers.GetValueOrDefault(family) : null;
        HttpResponseMessage response;
        if (pacer is null)
        {
            response = await SendCountedAsync(traits, request, cancellationToken);
        }
        else
        {
            pacer.Share(options.Sharers());
            using var permit = await pacer.AcquireAsync(cancellationToken);
            response = await SendCountedAsync(traits, request, cancellationToken);
        }

        options.Observe(response, pacer);
        if (!response.IsSuccessStatusCode)
        {
            Slow(response, pacer);
        }

        return response;
    }

    private void Slow(HttpResponseMessage response, Pacer? pacer)
    {
        var advice = options.Advise(response);
        if (!advice.Throttled)
        {
            return;
        }

        options.CountThrottled();
        if (advice.Retry && !(advice.After > options.MaxRetryDelay))
        {
            pacer?.Complain(advice.After ?? options.FirstRetryDelay);
        }
    }

    private Task<HttpResponseMessage> SendCountedAsync(RequestTraits traits, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!traits.Anonymous)
        {
            options.Quota?.Spend(traits.IsWrite ? DailyPart.Writes : options.Part());
        }

        return base.SendAsync(request, cancellationToken);
    }
}
