using System.Text;

namespace CrmReadinessSync.Simulation;

/// <summary>A wire on which a text of each request becomes another.</summary>
internal sealed class RewritingWire : DelegatingHandler
{
    private readonly (string From, string To)[] _texts;

    public RewritingWire(HttpMessageHandler inner, params (string From, string To)[] texts)
        : base(inner) => _texts = texts;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } content && request.Method.Method is "PATCH" or "POST" && request.RequestUri!.AbsolutePath is var path
            && (path.EndsWith("/batch/update", StringComparison.Ordinal) || path.EndsWith("/composite/sobjects", StringComparison.Ordinal)))
        {
            using var stream = new MemoryStream();
            request.Content!.CopyTo(stream, context: null, CancellationToken.None);
            var text = Encoding.UTF8.GetString(stream.ToArray());
            foreach (var (from, to) in _texts)
            {
                text = text.Replace($"\"{from}\":", $"\"{to}\":", StringComparison.Ordinal);
            }

            request.Content = new StringContent(text, Encoding.UTF8, "application/json");
        }

        return base.SendAsync(request, cancellationToken);
    }
}
