namespace CrmReadinessSync.Http.Tests;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("Authorization: Bearer abcDEF123456.xyz", "Authorization: Bearer ***")]
    [InlineData("key pat-eu1-11111111-2222-3333-4444-555555555555 is bad", "key *** is bad")]
    [InlineData("grant_type=refresh_token&client_secret=s3cr3t&refresh_token=abc-def&x=1", "grant_type=refresh_token&client_secret=***&refresh_token=***&x=1")]
    [InlineData("""{"access_token":"AAAA1111","token_type":"bearer"}""", """{"access_token":"***","token_type":"bearer"}""")]
    [InlineData("session 00D5g000004abcd!AQ8AQ.abcdefgh_1 ended", "session *** ended")]
    [InlineData("assertion eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.c2ln here", "assertion *** here")]
    [InlineData("The deal has no basic data", "The deal has no basic data")]
    public void Secrets_are_known_by_their_looks(string text, string expected) => new Redactor().Redact(text).ShouldBe(expected);

    [Fact]
    public void The_accounts_own_secrets_are_known_by_heart()
    {
        var redactor = new Redactor();
        redactor.Learn("hunter2hunter2");
        redactor.Learn("ab");

        redactor.Redact("no hunter2hunter2 about").ShouldBe("no *** about");
    }
}
