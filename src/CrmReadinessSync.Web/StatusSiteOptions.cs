using System.Net;

namespace CrmReadinessSync.Web;

/// <summary>Where the status page is served and to whom.</summary>
/// <param name="Url">Plain http; port 0 takes any free one.</param>
/// <param name="AccessToken">What a visitor must show; null only on a loopback address.</param>
public sealed record StatusSiteOptions(Uri Url, string? AccessToken)
{
    /// <summary>Only visitors on this machine reach it.</summary>
    public bool IsLoopback => Url.IsLoopback;

    /// <summary>The address to listen on.</summary>
    internal IPAddress Address => Url.Host switch
    {
        "localhost" => IPAddress.Loopback,
        "0.0.0.0" or "*" or "+" => IPAddress.Any,
        var host => IPAddress.Parse(host.Trim('[', ']')),
    };
}
