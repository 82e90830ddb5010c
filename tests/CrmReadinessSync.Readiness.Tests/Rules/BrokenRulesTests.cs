namespace CrmReadinessSync.Readiness.Tests;

/// <summary>What is wrong with a rules document is told in its place, with a remedy, all at once.</summary>
public sealed class BrokenRulesTests
{
    public static TheoryData<string, string, string, string> Broken => new()
    {
        { """{ "Premisses": {} }""", "Premisses", "The key is unknown.", "Did you mean \"Premises\"?" },
        { """{ "Overrides": {} }""", "Overrides", "The key is unknown.", "" },
        { """{ "Base": "Standart" }""", "Base", "The base is unknown.", "Did you mean \"Standard\"?" },
        { """{ "Base": 3 }""", "Base", "The base is unknown.", "Write one of: Standard, None." },
        { """{ "UnknownCredit": 1.5 }""", "UnknownCredit", "The number is out of range 0 to 1.", "Write a number from 0 to 1." },
        { """{ "Premises": { "Budget": { "Wieght": 2 } } }""", "Premises:Budget:Wieght", "The key is unknown.", "Did you mean \"Weight\"?" },
        { """{ "Premises": { "Budget": { "Weight": -1 } } }""", "Premises:Budget:Weight", "The number is out of range 0 to 100.", "Write a number" },
        { """{ "Premises": { "Budget": { "Weight": "much" } } }""", "Premises:Budget:Weight", "The value is not a number.", "Write a number." },
        { """{ "Premises": { "Budget": { "Essential": "yes" } } }""", "Premises:Budget:Essential", "The value is not true or false.", "Write true or false." },
        { """{ "Premises": { "Budgett": {} } }""", "Premises:Budgett", "Nothing can meet the premise.", "Did you mean \"Budget\"? Give it an answer" },
        { """{ "Premises": { "Budget": 5 } }""", "Premises:Budget", "The value is not an object { … }.", "Write an object" },
        { """{ "Premises": { "Budget": { "CapsTalkAt": "Propsal" } } }""", "Premises:Budget:CapsTalkAt", "The value is not among the choices.", "Did you mean \"Proposal\"?" },
        { """{ "Premises": { "Budget": { "CapsTalkAt": { "Met": "Terms" } } } }""", "Premises:Budget:CapsTalkAt:Met", "The key is unknown.", "Did you mean \"Unmet\"?" },
        { """{ "Premises": { "Budget": { "StaleAfter": 120 } } }""", "Premises:Budget:StaleAfter", "This is not a duration.", "Write a whole number and its unit" },
        { """{ "Premises": { "Budget": { "StaleAfter": "24:00:00" } } }""", "Premises:Budget:StaleAfter", "This is not a duration.", "\"120d\"" },
        { """{ "Premises": { "Timing": { "MetUntil": "decide_on" } } }""", "Premises:Timing:MetUntil", "The field is not in the vocabulary.", "Did you mean \"decide_by\"?" },
        { """{ "Premises": { "Timing": { "MetUntil": "budget" } } }""", "Premises:Timing:MetUntil", "The field is of type Choice.", "Name a field of type Date." },
        { """{ "Premises": { "Budget": { "Answers": { "bugdet": { "yes": "Met" } } } } }""", "Premises:Budget:Answers:bugdet", "The field is not in the vocabulary.", "Did you mean \"budget\"?" },
        { """{ "Premises": { "Budget": { "Answers": { "budget": { "allocated": "met" } } } } }""", "Premises:Budget:Answers:budget:allocated", "The value is not among the choices.", "Did you mean \"Met\"?" },
        { """{ "Premises": { "Budget": { "Answers": { "amount": { "1": "Met" } } } } }""", "Premises:Budget:Answers:amount", "A field of type Number has no list of answers.", "Use a Met or Unmet route" },
        { """{ "Premises": { "Budget": { "Answers": { "budget": { "ＡＬＬＯＣＡＴＥＤ": "Unmet" } } } } }""", "Premises:Budget:Answers:budget:ＡＬＬＯＣＡＴＥＤ", "The value differs from another only in width, case or kana.", "Keep one" },
        { """{ "Premises": { "Need": { "Met": { "came by": { "source": { "AnyOf": ["web"] } } } } } }""", "Premises:Need:Met:came by:source", "Law 2, contact is not intent", "Use a field that holds an answer" },
        { """{ "Premises": { "Need": { "Answers": { "introduction": { "ceo": "Met" } } } } }""", "Premises:Need:Answers:introduction", "Law 2, contact is not intent", "Use a field that holds an answer" },
        { """{ "Premises": { "Need": { "Unmet": { "silent": { "last_inbound": { "OlderThan": "90d" } } } } } }""", "Premises:Need:Unmet:silent:last_inbound", "Law 2, contact is not intent", "Use a field" },
        { """{ "Premises": { "Timing": { "Met": { "booked": { "meeting.start": { "Within": "7d" } } } } } }""", "Premises:Timing:Met:booked:meeting.start", "A time that the calendar moves by itself", "Use a field" },
        { """{ "Premises": { "Authority": { "Unmet": { "no approver": { "contact.roles": { "NoneOf": ["approver"] } } } } } }""", "Premises:Authority:Unmet:no approver:contact.roles:NoneOf", "Law 1, blank is not bad", "Use AnyOf" },
        { """{ "Premises": { "Fit": { "Met": { "wrote": { "note": { "Filled": true } } } } } }""", "Premises:Fit:Met:wrote:note:Filled", "The operator is not for routes: full is not filled (law 5).", "Name the values" },
        { """{ "Premises": { "Fit": { "Met": { "wrote": { "note": { "Contain": ["fit"] } } } } } }""", "Premises:Fit:Met:wrote:note:Contain", "The operator is unknown.", "Did you mean \"Contains\"?" },
        { """{ "Premises": { "Fit": { "Met": { "big": { "amount": { "AnyOf": ["1"] } } } } } }""", "Premises:Fit:Met:big:amount:AnyOf", "The operator cannot test a field of type Number.", "Use one of: AtLeast, AtMost." },
        { """{ "Premises": { "Fit": { "Met": { "big": { "amount": { "AtLeast": "many" } } } } } }""", "Premises:Fit:Met:big:amount:AtLeast", "The value is not a number.", "Write a number." },
        { """{ "Premises": { "Fit": { "Met": { "soon": { "decide_by": { "Within": 14 } } } } } }""", "Premises:Fit:Met:soon:decide_by:Within", "The value is not a duration, such as \"14d\".", "Write a duration" },
        { """{ "Premises": { "Fit": { "Met": { "any": { "customer": { "AnyOf": [] } } } } } }""", "Premises:Fit:Met:any:customer:AnyOf", "The value is not a list of values", "Write a list" },
        { """{ "Premises": { "Fit": { "Met": { "any": {} } } } }""", "Premises:Fit:Met:any", "The route has no condition.", "Name at least one field" },
        { """{ "Premises": { "Fit": { "Ask": { "fr": "Pourquoi ?" } } } }""", "Premises:Fit:Ask:fr", "The key is unknown.", "Write one of: en, ja." },
        { """{ "Premises": { "Fit": { "Answers": null } } }""", "Premises:Fit", "Nothing can meet the premise.", "Give it an answer" },
        { """{ "Premises": { "Authority": null }, "Phases": { "Deciding": { "mandate": { "Authorty": "Met" } } } }""", "Phases:Deciding:mandate:Authorty", "There is no premise of that name.", "Or remove the route with null." },
        { """{ "Phases": { "Deciding": { "soon": { "Timing": "Mett" } } } }""", "Phases:Deciding:soon:Timing", "The value is not among the choices.", "Did you mean \"Met\"?" },
        { """{ "Phases": { "Unclear": {} } }""", "Phases:Unclear", "The key is unknown.", "Write one of: NotBuying, Gathering, Deciding." },
        { """{ "PhaseCeilings": { "Decided": "Terms" } }""", "PhaseCeilings:Decided", "The key is unknown.", "Did you mean \"Deciding\"?" },
        { """{ "WarningSigns": { "quiet": { "Kind": "Tick", "ExpiresAfter": "9d" } } }""", "WarningSigns:quiet:Kind", "The kind of sign is unknown.", "Did you mean \"Ticked\"?" },
        { """{ "WarningSigns": { "quiet": { "Kind": "Ticked", "Value": "quiet" } } }""", "WarningSigns:quiet:ExpiresAfter", "Law 4: a warning sign must expire.", "Say after how long." },
        { """{ "Gap": { "CloseWithin": 14 } }""", "Gap:CloseWithin", "This is not a duration.", "Write a whole number" },
        { """{ "Gap": { "LateStages": "contractsent" } }""", "Gap:LateStages", "The value is not a list of texts", "Write a list" },
        { """{ "Calendar": { "FiscalYearEnds": "31/03" } }""", "Calendar:FiscalYearEnds", "This is not a day of the year.", "Write month and day: \"03-31\"." },
        { """{ "Calendar": { "Holidays": ["2027-02-30"] } }""", "Calendar:Holidays", "This is not a date.", "Write year, month and day" },
        { """{ "Premises": { "Fit": { "Met": { "hers": { "owner": { "AnyOf": ["101"] } } } } } }""", "Premises:Fit:Met:hers:owner", "Law 11: ", "Deals:Owners" },
        { """{ "Segments": { "hers": { "When": { "owner": { "Is": "101" }, "stage": { "Is": "a" }, "amount": { "AtLeast": 1 } } } } }""", "Segments:hers:When:owner", "Law 11: ", "Deals:Owners" },
        { """{ "WarningSigns": { "hers": { "Kind": "When", "ExpiresAfter": "9d", "When": { "owner": { "Is": "101" }, "stage": { "Is": "a" } } } } }""", "WarningSigns:hers:When:owner", "Law 11: ", "Deals:Owners" },
        { """{ "Hollow": { "PastedOn": 1 } }""", "Hollow:PastedOn", "The number is out of range 2 to 1000000.", "Write a number from 2" },
        { """{ "Hollow": { "BulkFilled": 9 } }""", "Hollow:BulkFilled", "The key is unknown.", "Did you mean \"BulkFilledOn\"?" },
        { """{ "Hollow": { "BulkWithin": "2h" } }""", "Hollow:BulkWithin", "The duration is out of range 2s to 1h.", "Write a duration from \"2s\"" },
        { """{ "Hollow": { "Defaults": { "note": ["ok"] } } }""", "Hollow:Defaults:note", "The field is no answer chosen from a list.", "such as \"need\"" },
        { """{ "Hollow": { "Defaults": { "ned": ["open"] } } }""", "Hollow:Defaults:ned", "The field is not in the vocabulary.", "Did you mean \"need\"?" },
        { """{ "Base": "None" }""", "Premises", "There is no premise.", "Name at least one" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_fault_names_key_place_value_and_remedy(string json, string path, string problem, string remedy)
    {
        var (rules, faults) = TestRules.Try(json);

        rules.ShouldBeNull();
        var fault = faults.ShouldHaveSingleItem();
        fault.Path.ShouldBe($"Readiness:{path}");
        fault.Problem.ShouldStartWith(problem);
        fault.Remedy.ShouldContain(remedy);
        fault.File.ShouldNotBeNull();
        fault.Line.ShouldNotBeNull();
        fault.Column.ShouldNotBeNull();
    }

    [Fact]
    public void All_faults_are_told_at_once_each_at_its_line_and_column()
    {
        var (_, faults) = TestRules.Try(
            """
            {
              // two premises and a sign
              "Premises": {
                "Budget": { "StaleAfter": 90, "Weight": 1 },
                "Fit": { "Wait": 2 }
              },
              "Calendar": { "FiscalYearEnds": "13-31" }
            }
            """);

        faults.Select(f => (f.Path, f.Value, f.File, f.Line, f.Column)).ShouldBe(
        [
            ("Readiness:Premises:Budget:StaleAfter", "90", "rules.json", 4, 17),
            ("Readiness:Premises:Fit:Wait", "Wait", "rules.json", 5, 14),
            ("Readiness:Calendar:FiscalYearEnds", "13-31", "rules.json", 7, 17),
        ], ignoreOrder: true);
    }

    [Fact]
    public void Every_contact_field_is_refused_wherever_it_could_prove_something()
    {
        foreach (var field in Vocabulary.All.Where(field => field.Kind is FieldKind.Contact))
        {
            var condition = field.Type switch
            {
                FieldType.Number => "\"AtLeast\": 1",
                FieldType.Moment or FieldType.Date => "\"Within\": \"9d\"",
                _ => "\"AnyOf\": [\"x\"]",
            };
            foreach (var kind in new[] { "Met", "Unmet" })
            {
                var (rules, faults) = TestRules.Try($$"""{ "Premises": { "Need": { "{{kind}}": { "r": { "{{field.Name}}": { {{condition}} } } } } } }""");
                rules.ShouldBeNull();
                faults.ShouldHaveSingleItem().Problem.ShouldStartWith("Law 2");
            }
        }
    }

    [Fact]
    public void A_section_that_is_no_object_is_a_fault_and_no_exception()
    {
        var faults = new List<SettingsFault>();
        var document = SettingsDocument.Parse("a.json", """{ "Readiness": [] }"""u8.ToArray(), faults)!;

        RulesDocument.Compile(document.Section("Readiness")).Faults.ShouldHaveSingleItem().Path.ShouldBe("Readiness");
    }
}
