namespace CrmReadinessSync.Http.Tests;

public sealed class LoopbackTests
{
    [Theory]
    [InlineData("https://api.hubapi.com", true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://localhost", true)]
    [InlineData("http://[::1]:5000", true)]
    [InlineData("http://api.hubapi.com", false)]
    [InlineData("http://127.0.0.1.evil.test", false)]
    [InlineData("ftp://127.0.0.1", false)]
    public void Plain_http_is_for_this_machine_only(string address, bool allowed) => CrmTransport.IsAllowed(new Uri(address)).ShouldBe(allowed);
}
