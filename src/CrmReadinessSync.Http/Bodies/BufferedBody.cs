using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace CrmReadinessSync.Http;

/// <summary>An answer's body in memory.</summary>
public sealed class BufferedBody : HttpContent
{
    private readonly ReadOnlyMemory<byte> _bytes;

    private BufferedBody(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    internal int Length => _bytes.Length;

    /// <summary>The bytes of an answer that came through <see cref="CrmTransport"/>; empty when it had none.</summary>
    public static ReadOnlyMemory<byte> Of(HttpResponseMessage response) => response.Content is BufferedBody body ? body._bytes : default;

    /// <summary>Reads to the end, up to <paramref name="maxBytes"/>.</summary>
    /// <exception cref="InvalidDataException">There is more.</exception>
    internal static async Task<BufferedBody> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        var known = content.Headers.ContentLength;
        if (known > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent((int)(known ?? 16 * 1024) + 1);
        var length = 0;
        try
        {
            while (true)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
                if (read == 0)
                {
                    return new BufferedBody(buffer.AsSpan(0, length).ToArray());
                }

                length += read;
                if (length > maxBytes)
                {
                    throw TooLarge(maxBytes);
                }

                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whether the body is one whole JSON value, as success must be; other declared types than JSON and HTML are not judged.</summary>
    internal bool IsWhole(MediaTypeHeaderValue? contentType)
    {
        if (ErrorBody.IsHtml(contentType, _bytes.Span))
        {
            return false;
        }

        if (!ErrorBody.IsJson(contentType))
        {
            return true;
        }

        var reader = new Utf8JsonReader(_bytes.Span);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>With every text of JSON readable (see <see cref="WellFormed"/>), whatever type it is declared as; anything else stays as it is.</summary>
    internal BufferedBody Mended(MediaTypeHeaderValue? contentType) =>
        ErrorBody.IsJson(contentType) || _bytes.Span.TrimStart(" \r\n\t"u8) is [(byte)'{' or (byte)'[', ..] ? new BufferedBody(WellFormed.Json(_bytes)) : this;

    internal BufferedBody AsContent(HttpContentHeaders headers)
    {
        Headers.ContentType = headers.ContentType;
        return this;
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(_bytes).AsTask();

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }

    private static InvalidDataException TooLarge(int maxBytes) => new($"The answer is larger than {maxBytes / (1024 * 1024)} MiB.");
}
