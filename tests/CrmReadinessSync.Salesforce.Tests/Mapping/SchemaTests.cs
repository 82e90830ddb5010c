using System.Collections.Immutable;
using System.Net;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce.Tests;

public sealed class SchemaTests : IAsyncDisposable
{
    private readonly TestOrg _org = new();

    [Fact]
    public void A_pinned_version_the_org_does_not_offer_is_a_misconfiguration()
    {
        _org.Options = _org.Options with { ApiVersion = "59.0" };

        var failure = TestOrg.Fails(() => _org.Open());

        failure.Code.ShouldBe("api_version_not_offered");
        failure.Remedy!.ShouldContain("66.0 and 67.0");
    }

    [Fact]
    public void Every_fault_of_the_fields_is_told_at_once_before_anything_is_read()
    {
        Change(new()
        {
            ["Readiness_Need__c"] = null,
            ["Readiness_Reasons__c"] = Descriptions.Field("Readiness_Reasons__c", "textarea", 255, true),
            ["Readiness_Flag__c"] = Descriptions.Field("Readiness_Flag__c", "picklist", 255, false, "ready", "confirm"),
            ["Readiness_Phase__c"] = Descriptions.Field("Readiness_Phase__c", "boolean", 0, true),
        });

        var failed = Should.Throw<CrmException>(() => _org.Open());

        failed.IsEnvironment.ShouldBeTrue();
        failed.Failure.Action.ShouldBe(FailureAction.StopCrm);
        failed.Failure.Remedy!.ShouldContain("Readiness integration");
        foreach (var part in new[] { "Readiness_Need__c", "at least 1000", "Readiness_Flag__c (a target) is read-only", "hold", "Readiness_Phase__c (a target) is a boolean" })
        {
            failed.Failure.Words.ShouldContain(part);
        }

        _org.Stub.Lines.ShouldAllBe(line => !line.Contains("query", StringComparison.Ordinal));
        _org.Cached.Keys.ShouldAllBe(key => !key.StartsWith("salesforce.schema", StringComparison.Ordinal));
    }

    [Fact]
    public void Standard_fields_an_edition_lacks_leave_their_words_unknown()
    {
        Change(new() { ["PushCount"] = null, ["RecordTypeId"] = null, ["LastStageChangeDate"] = null });
        _org.Open();
    }

    [Fact]
    public void A_standard_field_mapped_on_purpose_must_be_there()
    {
        _org.Connection = _org.Connection with { Fields = _org.Connection.Fields.SetItem("product", new FieldSource("PushCountX")) };
        TestOrg.Fails(() => _org.Open()).Words.ShouldContain("Opportunity.PushCountX (for \"product\")");
    }

    [Fact]
    public void An_object_out_of_reach_is_a_misconfiguration()
    {
        _org.Stub.On("GET", "/services/data/v67.0/sobjects/Event/describe", _ => StubOrg.Error(HttpStatusCode.NotFound, "NOT_FOUND", "The requested resource does not exist"));
        TestOrg.Fails(() => _org.Open()).Code.ShouldBe("object_hidden");
    }

    [Fact]
    public void A_query_never_selects_two_long_texts()
    {
        Change(new() { ["Description"] = Descriptions.Field("Description", "textarea", 32000) });
        _org.Connection = _org.Connection with { Fields = _org.Connection.Fields.SetItem("problem", new FieldSource("Description")) };
        var queries = new List<string>();
        _org.Stub.OnQueries(soql =>
        {
            queries.Add(soql);
            return soql switch
            {
                _ when soql.Contains("SELECT Id,Readiness_Reasons__c", StringComparison.Ordinal) => StubOrg.Rows($$"""{"Id":"{{Rows.Deal1}}","Readiness_Reasons__c":"y"}"""),
                _ when soql.Contains("FROM Opportunity WHERE", StringComparison.Ordinal) => StubOrg.Rows(Rows.Opportunity(Rows.Deal1, """ "Description":"x" """)),
                _ => StubOrg.Rows(),
            };
        });

        var deal = _org.Read().SelectMany(page => page.Deals).ShouldHaveSingleItem();

        queries.ShouldAllBe(soql => !(soql.Contains("Description", StringComparison.Ordinal) && soql.Contains("Readiness_Reasons__c", StringComparison.Ordinal)));
        deal.Values["problem"].Value.ShouldBe("x");
        deal.Shown["Readiness_Reasons__c"].ShouldBe("y");
    }

    [Fact]
    public void A_namespace_and_another_case_are_read_under_the_settings_own_names()
    {
        Change(new() { ["acme__Need__c"] = Descriptions.Field("acme__Need__c", "picklist") });
        _org.Connection = _org.Connection with
        {
            Fields = _org.Connection.Fields.SetItem("need", new FieldSource("ACME__need__c")),
            WriteTo = _org.Connection.WriteTo with { Flag = "readiness_flag__C" },
        };
        _org.Stub.OnQueries(soql => soql.Contains("FROM Opportunity WHERE", StringComparison.Ordinal)
            ? StubOrg.Rows(Rows.Opportunity(Rows.Deal1, """ "acme__Need__c":"decided","Readiness_Flag__c":"hold" """))
            : StubOrg.Rows());

        var deal = _org.Read().SelectMany(page => page.Deals).ShouldHaveSingleItem();

        deal.Values["need"].Value.ShouldBe("decided");
        deal.Shown["readiness_flag__C"].ShouldBe("hold");
    }

    [Fact]
    public void A_field_that_vanishes_in_mid_cycle_stops_it_and_describe_is_asked_anew()
    {
        _org.Open();
        _org.Cached.Keys.ShouldContain(key => key.StartsWith("salesforce.schema", StringComparison.Ordinal));
        _org.Stub.On("GET", "/services/data/v67.0/query", _ => StubOrg.Error(HttpStatusCode.BadRequest, "INVALID_FIELD", "No such column 'Readiness_Need__c' on entity 'Opportunity'"));

        TestOrg.Fails(() => _org.Read()).Action.ShouldBe(FailureAction.StopCrm);

        _org.Cached.Keys.ShouldAllBe(key => !key.StartsWith("salesforce.schema", StringComparison.Ordinal));
    }

    private void Change(Dictionary<string, string?> changes) => _org.Stub.Describe["Opportunity"] = () => Descriptions.Opportunity(changes);

    public ValueTask DisposeAsync() => _org.DisposeAsync();
}
