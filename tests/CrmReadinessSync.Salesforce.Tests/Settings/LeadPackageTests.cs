using System.Xml.Linq;

namespace CrmReadinessSync.Salesforce.Tests;

/// <summary>Holds the lead part of <c>deploy/salesforce</c> to the opportunity's: an answer that does not fit is lost at conversion.</summary>
public sealed class LeadPackageTests
{
    private static readonly XNamespace Xml = "http://soap.sforce.com/2006/04/metadata";
    private static readonly string Package = Path.Combine(AppContext.BaseDirectory, "package");

    public static TheoryData<string> Names => [.. LeadFields.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_lead_field_is_the_opportunitys_in_all_that_conversion_carries(string name)
    {
        var (lead, deal) = (Field("lead", "Lead", name), Field("force-app", "Opportunity", name));

        foreach (var element in new[] { "type", "label", "inlineHelpText", "length", "visibleLines", "required" })
        {
            lead.Element(Xml + element)?.Value.ShouldBe(deal.Element(Xml + element)?.Value, element);
        }

        lead.Descendants(Xml + "value").Select(Choice).ShouldBe(deal.Descendants(Xml + "value").Select(Choice));
        lead.Element(Xml + "trackHistory")!.Value.ShouldBe("false", "the opportunity's history is what tells an answer's age");
        var made = CustomFieldMetadata.Make(LeadFields.All.First(one => one.Name == name).Field, name, "en", LeadFields.Object)["Metadata"]!;
        made["type"]!.ToString().ShouldBe(lead.Element(Xml + "type")!.Value);
        made["trackHistory"]!.GetValue<bool>().ShouldBeFalse();
        File.ReadAllText(Path.Combine(Package, "lead-japanese", "main", "default", "objectTranslations", "Lead-ja", $"{name}.fieldTranslation-meta.xml"))
            .ShouldBe(File.ReadAllText(Path.Combine(Package, "japanese", "main", "default", "objectTranslations", "Opportunity-ja", $"{name}.fieldTranslation-meta.xml")));
    }

    [Fact]
    public void Every_lead_field_is_mapped_to_the_opportunitys_of_its_name_and_permitted_for_writing()
    {
        var settings = XDocument.Load(Path.Combine(Package, "lead-mapping", "main", "default", "LeadConvertSettings", "LeadConvertSettings.LeadConvertSetting-meta.xml")).Root!;
        var mapping = settings.Elements(Xml + "objectMapping").ShouldHaveSingleItem();

        (mapping.Element(Xml + "inputObject")!.Value, mapping.Element(Xml + "outputObject")!.Value).ShouldBe(("Lead", "Opportunity"));
        var pairs = mapping.Elements(Xml + "mappingFields").Select(field => (field.Element(Xml + "inputField")!.Value, field.Element(Xml + "outputField")!.Value)).ToList();
        pairs.ShouldBe(LeadFields.All.Select(one => (one.Name, one.Name)), ignoreOrder: true);
        settings.Elements().Count().ShouldBe(1, "how the org converts otherwise is its own business");
        XDocument.Load(Path.Combine(Package, "lead", "main", "default", "permissionsets", "Readiness_Lead.permissionset-meta.xml")).Root!.Elements(Xml + "fieldPermissions")
            .Where(permission => permission.Element(Xml + "editable")!.Value == "true").Select(permission => permission.Element(Xml + "field")!.Value)
            .ShouldBe(LeadFields.All.Select(one => $"Lead.{one.Name}"), ignoreOrder: true);
    }

    [Fact]
    public void What_is_carried_is_every_answer_that_the_shipped_rules_read_from_a_rep()
    {
        LeadFields.All.Select(one => one.Field.Key).ShouldBe(
            ["need", "timing", "authority", "decision_process", "budget", "fit", "decide_by", "confirmed_on", "note", "unease"], ignoreOrder: true);
    }

    private static XElement Field(string part, string objectName, string name) =>
        XDocument.Load(Path.Combine(Package, part, "main", "default", "objects", objectName, "fields", $"{name}.field-meta.xml")).Root!;

    private static string Choice(XElement value) => $"{value.Element(Xml + "fullName")!.Value}={value.Element(Xml + "label")!.Value}";
}
