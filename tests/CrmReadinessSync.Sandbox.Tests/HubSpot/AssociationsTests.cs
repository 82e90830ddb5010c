using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Tests;

public sealed class AssociationsTests
{
    private readonly HubSpotClient _crm = new();

    [Theory]
    [InlineData("/crm/v4/associations/deals/contacts")]
    [InlineData("/crm/associations/2026-03/0-3/0-1")]
    public void Batch_read_gives_numbers_types_and_labels(string path)
    {
        var labels = HubSpotClient.Results(_crm.Get(path + "/labels")).ToDictionary(row => row!["typeId"]!.GetValue<int>(), row => row!["label"]?.GetValue<string>());
        labels[3].ShouldBeNull();
        labels.Values.ShouldContain("意思決定者");
        var inputs = string.Join(',', HubSpotClient.DealIds(42).Select(id => $$"""{"id":"{{id}}"}"""));
        var results = HubSpotClient.Results(_crm.Post(path + "/batch/read", $$"""{"inputs":[{{inputs}}]}"""));
        results.Count.ShouldBeGreaterThan(35);
        foreach (var result in results)
        {
            foreach (var to in result!["to"]!.AsArray())
            {
                to!["toObjectId"]!.GetValue<long>().ShouldBeGreaterThan(0);
                to["associationTypes"]!.AsArray().Select(type => type!["typeId"]!.GetValue<int>()).ShouldContain(3);
            }
        }

        results.SelectMany(result => result!["to"]!.AsArray()).SelectMany(to => to!["associationTypes"]!.AsArray())
            .Select(type => type!["label"]?.GetValue<string>()).ShouldContain("意思決定者");
    }

    [Fact]
    public void Every_association_is_seen_from_both_ends()
    {
        foreach (var deal in _crm.Store.List(RecordKind.Deal, 0, false))
        {
            foreach (var kind in new[] { RecordKind.Contact, RecordKind.Company, RecordKind.Meeting })
            {
                foreach (var link in _crm.Store.Links(deal.Key, kind))
                    _crm.Store.Links(link.To, RecordKind.Deal).ShouldContain(back => back.To == deal.Key && back.Label == link.Label);
            }
        }
    }

    [Fact]
    public void Associations_are_made_labelled_and_removed_from_both_ends()
    {
        var deal = HubSpotClient.DealIds(1)[0];
        var contact = _crm.Post("/crm/v3/objects/contacts", """{"properties":{"email":"new@there.example"}}""", 201)["id"]!.GetValue<string>();
        var stamp = _crm.Get("/crm/v3/objects/deals/" + deal)["updatedAt"]!.GetValue<string>();
        _crm.Post("/crm/v4/associations/deals/contacts/batch/create", $$"""
            {"inputs":[{"from":{"id":"{{deal}}"},"to":{"id":"{{contact}}"},"types":[{"associationCategory":"USER_DEFINED","associationTypeId":31}]}]}
            """, 201);
        Types(contact, "contacts", "deals").ShouldBe([4, 32]);
        _crm.Send("DELETE", $"/crm/v4/objects/deals/{deal}/associations/contacts/{contact}").Status.ShouldBe(204);
        Types(contact, "contacts", "deals").ShouldBeEmpty();
        _crm.Get("/crm/v3/objects/deals/" + deal)["updatedAt"]!.GetValue<string>().ShouldBe(stamp);
    }

    [Fact]
    public void The_default_association_needs_no_type()
    {
        var deal = HubSpotClient.DealIds(1)[0];
        var contact = _crm.Post("/crm/v3/objects/contacts", """{"properties":{"email":"new@there.example"}}""", 201)["id"]!.GetValue<string>();
        _crm.Send("PUT", $"/crm/objects/2026-03/contacts/{contact}/associations/default/deals/{deal}").Status.ShouldBe(200);
        Types(contact, "contacts", "deals").ShouldBe([4]);
    }

    [Fact]
    public void A_users_label_is_defined_once()
    {
        const string path = "/crm/v4/associations/deals/contacts/labels";
        HubSpotClient.Results(_crm.Post(path, """{"name":"lawyer","label":"Lawyer"}""")).Count.ShouldBe(2);
        _crm.Post(path, """{"name":"lawyer","label":"Lawyer"}""", 409);
    }

    [Fact]
    public void Long_lists_are_paged_for_each_record()
    {
        var company = _crm.Post("/crm/v3/objects/companies", """{"properties":{"name":"Hub"}}""", 201)["id"]!.GetValue<string>();
        var inputs = string.Join(',', HubSpotClient.DealIds(200).Select(id => $$"""{"from":{"id":"{{company}}"} ,"to":{"id":"{{id}}"} }"""));
        _crm.Post("/crm/v4/associations/companies/deals/batch/associate/default", $$"""{"inputs":[{{inputs}}]}""", 201);
        var page = _crm.Get($"/crm/v4/objects/companies/{company}/associations/deals?limit=150");
        HubSpotClient.Results(page).Count.ShouldBe(150);
        var rest = _crm.Get($"/crm/v4/objects/companies/{company}/associations/deals?limit=150&after={page["paging"]!["next"]!["after"]}");
        HubSpotClient.Results(rest).Count.ShouldBe(50);
        rest["paging"].ShouldBeNull();
        // Inline they stop at a hundred and say so.
        var inline = _crm.Get($"/crm/v3/objects/companies/{company}?associations=deals")["associations"]!["deals"]!;
        inline["results"]!.AsArray().Count.ShouldBe(100);
        inline["paging"].ShouldNotBeNull();
    }

    private List<int> Types(string id, string from, string to) =>
        [.. HubSpotClient.Results(_crm.Get($"/crm/v4/objects/{from}/{id}/associations/{to}")).SelectMany(row => row!["associationTypes"]!.AsArray()).Select(type => type!["typeId"]!.GetValue<int>())];
}
