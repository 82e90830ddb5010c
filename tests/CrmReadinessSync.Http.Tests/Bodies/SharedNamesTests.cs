using System.Text;
using System.Text.Json;

namespace CrmReadinessSync.Http.Tests;

public sealed class SharedNamesTests
{
    private readonly SharedNames _names = new();

    [Fact]
    public void A_name_met_again_is_the_same_text_however_it_is_escaped()
    {
        var name = Read("Amount");

        name.ShouldBe("Amount");
        Read("\\u0041mount").ShouldBeSameAs(name);
        Read("amount").ShouldBe("amount");
        Read(new string('n', 1000)).ShouldBe(new string('n', 1000));
    }

    [Fact]
    public void A_list_met_again_is_the_same_list()
    {
        var list = _names.Share(["Id", "Name"]);

        _names.Share(["Id", "Name"]).ShouldBeSameAs(list);
        _names.Share(["Name", "Id"]).ShouldBe(["Name", "Id"]);
        _names.Share([]).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_shared_is_bounded_and_what_is_not_is_still_read()
    {
        var list = _names.Share(["Id"]);
        for (var i = 0; i < 3000; i++)
        {
            Read($"n{i}").ShouldBe($"n{i}");
            _names.Share([$"n{i}"]).ShouldBe([$"n{i}"]);
        }

        Read("n0").ShouldBeSameAs(Read("n0"));
        Read("n2999").ShouldNotBeSameAs(Read("n2999"));
        _names.Share(["Id"]).ShouldNotBeSameAs(list);
    }

    private string Read(string name)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes($$"""{"{{name}}":1}"""));
        reader.Read();
        reader.Read();
        return _names.Read(ref reader);
    }
}
