namespace CrmReadinessSync.Sandbox.Tests;

public sealed class PropertiesTests
{
    private const string Path = "/crm/properties/2026-03/deals";
    private const string Band = """{"name":"band","label":"Band","type":"enumeration","fieldType":"select","groupName":"dealinformation","options":[{"label":"A","value":"a","hidden":false,"displayOrder":0}]}""";

    [Fact]
    public void The_readiness_fields_are_there_unless_the_account_is_bare()
    {
        new HubSpotClient().Get(Path + "/readiness_flag")["options"]!.AsArray().Select(option => option!["label"]!.GetValue<string>()).ShouldBe(["進める", "確認してから", "無理に進めない"]);
        new HubSpotClient(new SandboxOptions { Language = "en" }).Get(Path + "/readiness_flag")["options"]![2]!["label"]!.GetValue<string>().ShouldBe("Hold");
        var bare = new HubSpotClient(new SandboxOptions { Bare = true });
        bare.Get(Path + "/readiness_flag", 404)["category"]!.GetValue<string>().ShouldBe("OBJECT_NOT_FOUND");
        bare.Store.List(RecordKind.Deal, 0, false).SelectMany(deal => deal.Properties).ShouldNotContain(name => name.StartsWith("readiness_", StringComparison.Ordinal));
    }

    [Fact]
    public void A_property_is_made_written_refused_twice_and_archived()
    {
        var crm = new HubSpotClient();
        crm.Post(Path, Band, 201)["hubspotDefined"]!.GetValue<bool>().ShouldBeFalse();
        var conflict = crm.Post(Path, Band, 409);
        conflict["category"]!.GetValue<string>().ShouldBe("OBJECT_ALREADY_EXISTS");
        conflict["subCategory"]!.GetValue<string>().ShouldBe("Properties.PROPERTY_WITH_NAME_EXISTS");

        var deal = "/crm/v3/objects/deals/" + HubSpotClient.DealIds(1)[0];
        crm.Patch(deal, """{"properties":{"band":"a"}}""");
        crm.Patch(Path + "/band", """{"options":[{"label":"B","value":"b","hidden":false,"displayOrder":0}]}""");
        crm.Patch(deal, """{"properties":{"band":"a"}}""", 400);
        crm.Send("DELETE", Path + "/band").Status.ShouldBe(204);
        crm.Patch(deal, """{"properties":{"band":"b"}}""", 400)["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("PROPERTY_DOESNT_EXIST");
        crm.Get(Path + "/band?archived=true");
        crm.Post(Path, Band, 201);
        crm.Get(deal + "?properties=band")["properties"]!["band"]!.GetValue<string>().ShouldBe("a");
    }

    [Theory]
    [InlineData("Band", "enumeration", "select", "dealinformation")]
    [InlineData("band", "choice", "select", "dealinformation")]
    [InlineData("band", "number", "select", "dealinformation")]
    public void Bad_definitions_are_refused(string name, string type, string fieldType, string group) =>
        new HubSpotClient().Post(Path, $$"""{"name":"{{name}}","label":"L","type":"{{type}}","fieldType":"{{fieldType}}","groupName":"{{group}}"}""", 400);

    [Fact]
    public void A_group_with_properties_stays()
    {
        var crm = new HubSpotClient();
        crm.Post(Path + "/groups", """{"name":"g","label":"G"}""", 201);
        crm.Post(Path + "/groups", """{"name":"g","label":"G"}""", 409);
        crm.Post(Path, Band.Replace("dealinformation", "g", StringComparison.Ordinal), 201);
        crm.Send("DELETE", Path + "/groups/g").Status.ShouldBe(400);
        crm.Send("DELETE", Path + "/band");
        crm.Send("DELETE", Path + "/groups/g").Status.ShouldBe(204);
    }

    [Fact]
    public void Batches_create_read_and_archive()
    {
        var crm = new HubSpotClient();
        crm.Post(Path + "/batch/create", $$"""{"inputs":[{{Band}}]}""", 201);
        crm.Post(Path + "/batch/read", """{"archived":false,"inputs":[{"name":"band"},{"name":"nobody"}]}""", 207)["results"]!.AsArray().Count.ShouldBe(1);
        crm.Send("POST", Path + "/batch/archive", """{"inputs":[{"name":"band"}]}""").Status.ShouldBe(204);
        crm.Get(Path + "/band", 404);
    }
}
