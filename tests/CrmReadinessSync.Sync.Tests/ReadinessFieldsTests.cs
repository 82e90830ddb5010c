using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync.Tests;

public sealed class ReadinessFieldsTests
{
    [Fact]
    public void Every_language_has_a_label_for_each_field_and_choice_and_says_what_it_is_for()
    {
        foreach (var language in RepLanguage.All)
        {
            ReadinessFields.GroupLabel(language).ShouldNotBeEmpty();
            foreach (var field in ReadinessFields.All)
            {
                field.Label(language).ShouldNotBeEmpty();
                field.Help(language).ShouldNotBeEmpty();
                field.Options.ShouldAllBe(option => option.Label(language).Length > 0);
            }
        }

        ReadinessFields.All.Select(field => field.Key).ShouldBeUnique();
    }
}
