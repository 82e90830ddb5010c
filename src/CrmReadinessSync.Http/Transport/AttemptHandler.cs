using System.Net.Http.Headers;

namespace CrmReadinessSync.Http;

/// <summary>
/// One attempt on the wire: counted, bounded in time and in size. The whole body is read here, so that a connection lost in the
/// middle of it is this attempt's failure and can be retried, and so that whoever looks at the answer never waits.
/// </summary>
internal sealed class AttemptHandler(TransportOptions options) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var traits = RequestTraits.Of(request);
        if (!traits.Anonymous)
        {
            // A token is fetched for everybody who waits for it, not for one cycle alone.
            await options.Check(cancellationToken);
        }

        options.Count(traits.Kind);
        using var timeout = new CancellationTokenSource(options.AttemptTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var response = await base.SendAsync(request, either.Token);
            try
            {
                await BufferAsync(response, either.Token);
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No whole answer within {options.AttemptTimeout.TotalSeconds:0} s.", exception);
        }
    }

    private async Task BufferAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content is BufferedBody)
        {
            return;
        }

        var original = response.Content;
        var body = (await BufferedBody.ReadAsync(original, options.MaxBodyBytes, cancellationToken)).Mended(original.Headers.ContentType);
        if (response.IsSuccessStatusCode && body.Length > 0 && !body.IsWhole(original.Headers.ContentType))
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, "The answer is not whole: JSON was expected and it ends early or is something else.");
        }

        response.Content = body.AsContent(original.Headers);
        original.Dispose();
    }
}
