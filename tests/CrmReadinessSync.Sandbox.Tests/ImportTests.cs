using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Tests;

public sealed class ImportTests : IDisposable
{
    private const string Map = """
        {
          // Comments are welcome.
          "name": "{Product} #{row}",
          "columns": {
            "Budget": { "property": "budget_said", "values": { "Yes": "allocated", "No": "no_budget", "Unknown": null } },
            "Note": { "property": "their_words", "label": "Their words" },
            "Firm": { "property": "company.name" }
          },
          "outcome": { "column": "Status", "won": ["Won"], "lost": ["Lost"] },
          "meetingInDays": 3
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crs-import");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Rows_become_open_deals_with_translated_choices_and_hidden_outcome()
    {
        var crm = Open("Product,Budget,Note,Firm,Status\nA,Yes,\"one, two\",Acme,Won\nB,Unknown,,Beta,Lost\n", Map);
        var deals = HubSpotClient.Results(crm.Get("/crm/v3/objects/deals?properties=dealname,budget_said,their_words,dealstage&associations=meetings,companies"));
        deals.Count.ShouldBe(2);
        deals[0]!["properties"]!["dealname"]!.GetValue<string>().ShouldBe("A #1");
        deals[0]!["properties"]!["budget_said"]!.GetValue<string>().ShouldBe("allocated");
        deals[0]!["properties"]!["their_words"]!.GetValue<string>().ShouldBe("one, two");
        deals[1]!["properties"]!["budget_said"].ShouldBeNull();
        deals.Select(deal => deal!["properties"]!["dealstage"]!.GetValue<string>()).ShouldAllBe(stage => stage == "qualifiedtobuy");
        deals[0]!["associations"]!["meetings"].ShouldNotBeNull();
        crm.Get("/crm/v3/properties/deals/budget_said")["options"]!.AsArray().Select(option => option!["value"]!.GetValue<string>()).ShouldBe(["allocated", "no_budget"]);
        deals.ToJsonString().ShouldNotContain("Won");
    }

    [Fact]
    public void Columns_are_fields_of_the_salesforce_side_too()
    {
        var crms = Open("Product,Budget,Note,Firm,Status\nA,Yes,\"one, two\",Acme,Won\nB,Unknown,,Beta,Lost\n", Map).Crms;
        var form = $"grant_type=client_credentials&client_id={crms.SalesforceClientId}&client_secret={crms.SalesforceClientSecret}";
        string? token = null;
        token = Ask("POST", "/services/oauth2/token", form)["access_token"]!.GetValue<string>();

        var described = Ask("GET", "/services/data/v67.0/sobjects/Opportunity/describe")["fields"]!.AsArray();
        var budget = described.Single(field => field!["name"]!.GetValue<string>() == "Budget_Said__c")!;
        budget["type"]!.GetValue<string>().ShouldBe("picklist");
        budget["picklistValues"]!.AsArray().Select(value => value!["value"]!.GetValue<string>()).ShouldBe(["allocated", "no_budget"]);
        described.Select(field => field!["label"]!.GetValue<string>()).ShouldContain("Their words");

        var soql = Uri.EscapeDataString("SELECT Name, Budget_Said__c, Their_Words__c, Account.Name FROM Opportunity WHERE Their_Words__c != null");
        var deal = Ask("GET", "/services/data/v67.0/query?q=" + soql)["records"]!.AsArray().ShouldHaveSingleItem()!;
        (deal["Name"]!.GetValue<string>(), deal["Budget_Said__c"]!.GetValue<string>(), deal["Their_Words__c"]!.GetValue<string>(), deal["Account"]!["Name"]!.GetValue<string>())
            .ShouldBe(("A #1", "allocated", "one, two", "Acme"));

        JsonNode Ask(string method, string target, string? body = null)
        {
            var answer = crms.Salesforce.Handle(SandboxRequest.Create(method, target, body, ("Authorization", "Bearer " + token), ("Host", "127.0.0.1:9")), HubSpotClient.Start);
            answer.Status.ShouldBe(200, answer.Text);
            return JsonNode.Parse(answer.Text)!;
        }
    }

    [Fact]
    public void An_outcome_that_is_not_hidden_closes_the_deal()
    {
        var crm = Open("Product,Budget,Note,Firm,Status\nA,Yes,x,Acme,Won\nB,No,y,Beta,Lost\n", Map.Replace("[\"Lost\"]", "[\"Lost\"], \"hide\": false", StringComparison.Ordinal));
        HubSpotClient.Results(crm.Get("/crm/v3/objects/deals?properties=dealstage")).Select(deal => deal!["properties"]!["dealstage"]!.GetValue<string>()).ShouldBe(["closedwon", "closedlost"]);
    }

    [Theory]
    [InlineData("Product,Budget,Note,Firm,Status\nA,Yes,x,Acme,Won\nB,Maybe,y,Beta,Lost\n", 3, "\"Maybe\" in column \"Budget\" has no translation.")]
    [InlineData("Product,Budget,Note,Firm,Status\nA,Yes,x\n", 2, null)]
    [InlineData("Product,Budget,Note,Firm,Status\n", 2, "There are no rows below the header.")]
    [InlineData("Product,Note,Firm,Status\nA,x,Acme,Won\n", null, "Column \"Budget\" is not in the header of deals.csv.")]
    public void What_cannot_be_read_is_named_by_its_line(string csv, int? line, string? problem)
    {
        var fault = Should.Throw<SandboxImportException>(() => Open(csv, Map));
        fault.Line.ShouldBe(line);
        if (problem is not null)
            fault.Problem.ShouldBe(problem);
        fault.Remedy.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("""{"columns":{"Budget":{"property":"Budget Said"}}}""")]
    [InlineData("""{"columns":{},"colour":"red"}""")]
    [InlineData("""{"columns":""")]
    public void A_bad_map_is_refused(string map) => Should.Throw<SandboxImportException>(() => Open("Product,Budget\nA,Yes\n", map)).File.ShouldEndWith("map.json");

    private HubSpotClient Open(string csv, string map)
    {
        var file = Path.Combine(_folder.FullName, "deals.csv");
        var mapFile = Path.Combine(_folder.FullName, "map.json");
        File.WriteAllText(file, csv);
        File.WriteAllText(mapFile, map);
        var options = new SandboxOptions { ImportFile = file, MapFile = mapFile };
        options.Validate().ShouldBeEmpty();
        return new HubSpotClient(options);
    }
}
