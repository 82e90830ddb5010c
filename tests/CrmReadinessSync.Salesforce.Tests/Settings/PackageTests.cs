using System.Xml.Linq;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Salesforce.Tests;

/// <summary>Holds <c>deploy/salesforce</c> and the code together.</summary>
public sealed class PackageTests
{
    private static readonly XNamespace Xml = "http://soap.sforce.com/2006/04/metadata";
    private static readonly string Package = Path.Combine(AppContext.BaseDirectory, "package");
    private static readonly Dictionary<string, XElement> Fields = Directory.EnumerateFiles(Path.Combine(Package, "force-app"), "*.field-meta.xml", SearchOption.AllDirectories)
        .Select(file => XDocument.Load(file).Root!).ToDictionary(field => field.Element(Xml + "fullName")!.Value, StringComparer.Ordinal);

    private static readonly Dictionary<string, string[]> Choices = new(StringComparer.Ordinal)
    {
        ["Readiness_Need__c"] = ["decided", "evaluating", "open", "no_plan"],
        ["Readiness_Timing__c"] = ["dated", "event", "open", "not_now"],
        ["Readiness_Authority__c"] = ["approver", "sponsor", "open", "no_mandate"],
        ["Readiness_Decision_Process__c"] = ["in_approval", "mapped", "open", "undisclosed"],
        ["Readiness_Budget__c"] = ["allocated", "fundable", "open", "no_budget"],
        ["Readiness_Fit__c"] = ["chosen", "match", "open", "quote_only", "mismatch"],
        ["Readiness_Unease__c"] = ["mismatch", "vague", "approval_unseen"],
        ["Readiness_Override__c"] = [.. Enum.GetValues<Flag>().Select(Sync.ShownValues.Word)],
        ["Readiness_Flag__c"] = [.. Enum.GetValues<Flag>().Select(Sync.ShownValues.Word)],
        ["Readiness_Phase__c"] = [.. Enum.GetValues<Phase>().Select(Sync.ShownValues.Word)],
        ["Readiness_Talk_Depth__c"] = [.. Enum.GetValues<TalkDepth>().Select(Sync.ShownValues.Word)],
    };

    [Fact]
    public void Every_field_of_ours_that_is_read_or_written_is_in_the_package_with_the_right_type()
    {
        using var targets = System.Text.Json.JsonDocument.Parse(Standard.WriteToDocument);
        var used = Standard.Fields.Where(field => field.Value.EndsWith("__c", StringComparison.Ordinal)).Select(field => (Field: field.Value, Word: field.Key))
            .Concat(targets.RootElement.EnumerateObject().Select(target => (Field: target.Value.GetString()!, Word: target.Name)));
        foreach (var (name, word) in used)
        {
            Fields.ShouldContainKey(name);
            Type(name).ShouldBe(word switch
            {
                "Reasons" => "LongTextArea",
                "NextStep" => "Text",
                "Flag" or "Phase" or "TalkDepth" => "Picklist",
                _ => Vocabulary.TryFind(word, out var field) ? field.Type switch
                {
                    FieldType.Choice => "Picklist",
                    FieldType.Choices => "MultiselectPicklist",
                    FieldType.Date => "Date",
                    _ => "Text",
                }
                : "a word of the vocabulary",
            }, name);
        }
    }

    [Fact]
    public void Texts_are_as_long_as_the_service_needs_and_only_one_is_long()
    {
        Value("Readiness_Next_Step__c", "length").ShouldBe("255");
        Value("Readiness_Note__c", "length").ShouldBe("255");
        int.Parse(Value("Readiness_Reasons__c", "length")!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(ReadPlan.MinReasons);
        Fields.Keys.Where(name => Type(name) == "LongTextArea").ShouldBe(["Readiness_Reasons__c"]);
    }

    [Fact]
    public async Task The_service_is_content_with_an_org_that_has_the_package_and_names_any_field_that_is_missing()
    {
        var described = Fields.ToDictionary(field => field.Key, field => (string?)Describe(field.Key), StringComparer.Ordinal);
        await using (var org = new TestOrg())
        {
            org.Stub.Describe["Opportunity"] = () => Descriptions.Opportunity(described);
            org.Open();
        }

        foreach (var name in TestOrg.StandardFields().Values.Select(field => field.From).Concat(new TestOrg().Connection.WriteTo.Properties).Where(name => name.EndsWith("__c", StringComparison.Ordinal)))
        {
            await using var org = new TestOrg();
            org.Stub.Describe["Opportunity"] = () => Descriptions.Opportunity(new(described, StringComparer.Ordinal) { [name] = null });
            TestOrg.Fails(() => org.Open()).Words.ShouldContain(name);
        }
    }

    [Fact]
    public void The_flag_is_shown_as_a_symbol_of_its_own_shape_and_a_word()
    {
        Type("Readiness_Sign__c").ShouldBe("Text");
        var formula = Value("Readiness_Sign__c", "formula")!;
        var labels = XDocument.Load(Path.Combine(Package, "force-app/main/default/labels/CustomLabels.labels-meta.xml")).Root!
            .Elements(Xml + "labels").ToDictionary(label => label.Element(Xml + "fullName")!.Value, label => label.Element(Xml + "value")!.Value, StringComparer.Ordinal);
        foreach (var flag in Enum.GetValues<Flag>())
        {
            formula.ShouldContain($"\"{Sync.ShownValues.Word(flag)}\", $Label.Readiness_Sign_{flag}");
            labels[$"Readiness_Sign_{flag}"].Length.ShouldBeGreaterThan(2);
        }

        labels.Values.Select(text => text[0]).ShouldBeUnique();
        labels.Values.ShouldAllBe(text => !char.IsLetterOrDigit(text[0]));
    }

    [Fact]
    public void Picklists_offer_exactly_the_words_of_the_rules()
    {
        Fields.Keys.Where(name => Type(name).EndsWith("icklist", StringComparison.Ordinal)).ShouldBe(Choices.Keys, ignoreOrder: true);
        foreach (var (name, values) in Choices)
        {
            Values(name).Select(value => value.Element(Xml + "fullName")!.Value).ShouldBe(values, ignoreOrder: true, customMessage: name);
            Values(name).ShouldAllBe(value => value.Element(Xml + "default")!.Value == "false");
        }
    }

    [Fact]
    public void Provision_makes_the_same_fields_word_for_word_in_both_languages()
    {
        foreach (var field in Sync.ReadinessFields.All)
        {
            var name = ReadinessCustomFields.NameOf(field.Key)!;
            var translation = XDocument.Load(Path.Combine(Package, "japanese", "main", "default", "objectTranslations", "Opportunity-ja", $"{name}.fieldTranslation-meta.xml")).Root!;
            var made = CustomFieldMetadata.Make(field, name, "en")["Metadata"]!;
            foreach (var element in new[] { "type", "label", "inlineHelpText", "length", "visibleLines" })
            {
                made[element]?.ToString().ShouldBe(Value(name, element), $"{name} {element}");
            }

            made["trackHistory"]!.GetValue<bool>().ShouldBe(Value(name, "trackHistory") == "true", name);
            (field.Label("ja"), field.Help("ja")).ShouldBe((translation.Element(Xml + "label")!.Value, translation.Element(Xml + "help")!.Value));
            var japanese = translation.Elements(Xml + "picklistValues").ToDictionary(value => value.Element(Xml + "masterLabel")!.Value, value => value.Element(Xml + "translation")!.Value, StringComparer.Ordinal);
            field.Options.Select(option => (option.Value, option.Label("en"), option.Label("ja"))).ShouldBe(
                Values(name).Select(value => (value.Element(Xml + "fullName")!.Value, value.Element(Xml + "label")!.Value, japanese[value.Element(Xml + "label")!.Value])), customMessage: name);
        }

        Sync.ReadinessFields.All.Select(field => ReadinessCustomFields.NameOf(field.Key)).ShouldBe(Fields.Keys.Where(name => Value(name, "formula") is null), ignoreOrder: true);
    }

    [Fact]
    public void Nothing_is_required_and_at_most_twenty_fields_keep_history()
    {
        Fields.Values.ShouldAllBe(field => field.Element(Xml + "required") == null || field.Element(Xml + "required")!.Value == "false");
        var tracked = Fields.Keys.Where(name => Value(name, "trackHistory") == "true").ToList();
        tracked.Count.ShouldBeLessThanOrEqualTo(20);
        // What has a shelf life, and what a rep may override.
        foreach (var name in Choices.Keys.Append("Readiness_Decide_By__c").Append("Readiness_Note__c"))
        {
            tracked.ShouldContain(name);
        }
    }

    [Fact]
    public void Every_label_and_choice_is_in_japanese_too()
    {
        foreach (var (name, field) in Fields)
        {
            var translation = XDocument.Load(Path.Combine(Package, "japanese", "main", "default", "objectTranslations", "Opportunity-ja", $"{name}.fieldTranslation-meta.xml")).Root!;
            translation.Element(Xml + "label")!.Value.ShouldNotBeNullOrWhiteSpace();
            (translation.Element(Xml + "help") != null).ShouldBe(field.Element(Xml + "inlineHelpText") != null, name);
            translation.Elements(Xml + "picklistValues").Select(value => value.Element(Xml + "masterLabel")!.Value).ShouldBe(Values(name).Select(value => value.Element(Xml + "label")!.Value), customMessage: name);
            translation.Elements(Xml + "picklistValues").ShouldAllBe(value => value.Element(Xml + "translation")!.Value.Any(c => c > 0x3000));
        }

        Labels("force-app/main/default/labels/CustomLabels.labels-meta.xml", "labels", "fullName").ShouldBe(Labels("japanese/main/default/translations/ja.translation-meta.xml", "customLabels", "name"));
    }

    [Fact]
    public void The_service_may_write_the_targets_alone_and_reps_the_premises_alone()
    {
        Permissions("Readiness_Integration", editable: true).ShouldBe(
            ["Readiness_Flag__c", "Readiness_Next_Step__c", "Readiness_Phase__c", "Readiness_Reasons__c", "Readiness_Talk_Depth__c"], ignoreOrder: true);
        Permissions("Readiness_Rep", editable: true).ShouldBe(Standard.Fields.Values.Where(name => name.EndsWith("__c", StringComparison.Ordinal)), ignoreOrder: true);
        Permissions("Readiness_Rep").ShouldBe(Fields.Keys, ignoreOrder: true);
        Permissions("Readiness_Integration").Where(Fields.ContainsKey).ShouldBe(Fields.Keys, ignoreOrder: true);
    }

    [Fact]
    public void Permission_sets_list_no_required_field_and_no_formula_for_writing()
    {
        string[] required = ["Name", "StageName", "CloseDate", "OwnerId", "ForecastCategoryName"];
        foreach (var set in new[] { "Readiness_Integration", "Readiness_Rep" })
        {
            Permissions(set).Intersect(required, StringComparer.Ordinal).ShouldBeEmpty();
            Permissions(set, editable: true).Where(name => Value(name, "formula") is not null).ShouldBeEmpty();
        }
    }

    [Fact]
    public void The_list_view_is_short_of_name_and_shows_fields_of_the_package()
    {
        foreach (var file in Directory.EnumerateFiles(Package, "*.listView-meta.xml", SearchOption.AllDirectories))
        {
            var view = XDocument.Load(file).Root!;
            view.Element(Xml + "label")!.Value.Length.ShouldBeLessThanOrEqualTo(40);
            view.Elements(Xml + "columns").Select(column => column.Value).Concat(view.Elements(Xml + "filters").Select(filter => filter.Element(Xml + "field")!.Value))
                .Where(name => name.EndsWith("__c", StringComparison.Ordinal)).ShouldAllBe(name => Fields.ContainsKey(name));
        }
    }

    /// <summary>The field as an org with the package describes it to the service's user.</summary>
    private static string Describe(string name) => Descriptions.Field(
        name,
        Type(name) switch { "Picklist" => "picklist", "MultiselectPicklist" => "multipicklist", "Date" => "date", "LongTextArea" => "textarea", "Checkbox" => "boolean", "Number" => "double", _ => "string" },
        int.Parse(Value(name, "length") ?? "255", System.Globalization.CultureInfo.InvariantCulture),
        Permissions("Readiness_Integration", editable: true).Contains(name),
        [.. Values(name).Select(value => value.Element(Xml + "fullName")!.Value)]);

    private static string Type(string field) => Value(field, "type")!;

    private static string? Value(string field, string element) => Fields[field].Element(Xml + element)?.Value;

    private static IEnumerable<XElement> Values(string field) => Fields[field].Descendants(Xml + "value");

    private static List<string> Labels(string file, string element, string name) =>
        [.. XDocument.Load(Path.Combine(Package, file)).Root!.Elements(Xml + element).Select(label => label.Element(Xml + name)!.Value).Order(StringComparer.Ordinal)];

    private static List<string> Permissions(string set, bool editable = false) =>
    [
        .. XDocument.Load(Path.Combine(Package, "force-app", "main", "default", "permissionsets", $"{set}.permissionset-meta.xml")).Root!.Elements(Xml + "fieldPermissions")
            .Where(permission => !editable || permission.Element(Xml + "editable")!.Value == "true")
            .Select(permission => permission.Element(Xml + "field")!.Value.Split('.')[1]),
    ];
}
