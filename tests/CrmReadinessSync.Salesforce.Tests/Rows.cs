namespace CrmReadinessSync.Salesforce.Tests;

/// <summary>Rows as an org answers them.</summary>
internal static class Rows
{
    public const string Deal1 = "006000000000001AAA";
    public const string Deal2 = "006000000000002AAA";
    public const string Account1 = "001000000000001AAA";
    public const string Contact1 = "003000000000001AAA";
    public const string Event1 = "00U000000000001AAA";

    public static string Opportunity(string id, string more = "", string stamp = "2026-11-20T00:00:00.000+0000", bool closed = false, bool deleted = false)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["attributes"] = $$"""{"type":"Opportunity","url":"/services/data/v67.0/sobjects/Opportunity/{{id}}"}""",
            ["Id"] = $"\"{id}\"",
            ["Name"] = "\"山田製作所\"",
            ["SystemModstamp"] = $"\"{stamp}\"",
            ["LastModifiedDate"] = $"\"{stamp}\"",
            ["CreatedDate"] = "\"2026-01-01T00:00:00.000+0000\"",
            ["IsClosed"] = closed ? "true" : "false",
            ["IsWon"] = "false",
            ["IsDeleted"] = deleted ? "true" : "false",
            ["AccountId"] = $"\"{Account1}\"",
            ["StageName"] = "\"Qualification\"",
            ["OwnerId"] = "\"005000000000001AAA\"",
            ["Account"] = """{"attributes":{},"Name":"山田製作所","Industry":"Manufacturing","NumberOfEmployees":120}""",
            ["RecordType"] = """{"attributes":{},"DeveloperName":"Sales"}""",
        };
        if (more.Length > 0)
        {
            using var document = System.Text.Json.JsonDocument.Parse($"{{{more}}}");
            foreach (var member in document.RootElement.EnumerateObject())
            {
                members[member.Name] = member.Value.GetRawText();
            }
        }

        return $"{{{string.Join(',', members.Select(member => $"\"{member.Key}\":{member.Value}"))}}}";
    }

    public static string ContactRole(string deal, string contact, string? role) =>
        $$"""{"Id":"00K000000000001AAA","OpportunityId":"{{deal}}","ContactId":"{{contact}}","Role":{{(role is null ? "null" : $"\"{role}\"")}},"SystemModstamp":"2026-11-22T08:59:00.000+0000"}""";

    public static string Mail(string deal, string sent, string came = "2026-11-22T08:59:00.000+0000", string id = "02s000000000001AAA") =>
        $$"""{"Id":"{{id}}","RelatedToId":"{{deal}}","MessageDate":"{{sent}}","CreatedDate":"{{came}}","SystemModstamp":"{{came}}"}""";

    public static string Event(string id, string deal, string start = "2026-11-26T05:00:00.000+0000", string more = "\"IsAllDayEvent\":false", bool deleted = false) =>
        $$"""{"Id":"{{id}}","WhatId":"{{deal}}","Subject":"商談","Type":"Meeting","StartDateTime":"{{start}}","EndDateTime":"2026-11-26T06:00:00.000+0000","ActivityDate":"{{start[..10]}}","IsDeleted":{{(deleted ? "true" : "false")}},"SystemModstamp":"2026-11-22T08:59:00.000+0000",{{more}}}""";
}
