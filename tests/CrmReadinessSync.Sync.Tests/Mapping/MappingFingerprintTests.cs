using System.Collections.Immutable;

namespace CrmReadinessSync.Sync.Tests;

public sealed class MappingFingerprintTests
{
    private static readonly CrmConnection Connection = World.Connect();

    public static TheoryData<string> Reread => ["field", "source", "target", "pipeline", "stage", "owner", "created", "meeting type", "title", "horizon"];

    [Theory]
    [MemberData(nameof(Reread))]
    public void What_decides_what_is_read_reads_and_judges_everything_again(string what)
    {
        var changed = Change(what);

        MappingFingerprint.OfReading(changed).ShouldNotBe(MappingFingerprint.OfReading(Connection));
    }

    [Theory]
    [InlineData("translation")]
    [InlineData("language")]
    [InlineData("zone")]
    [InlineData("write when")]
    [InlineData("target")]
    [InlineData("horizon")]
    public void What_only_judges_differently_judges_everything_again(string what) =>
        MappingFingerprint.OfJudging(Change(what)).ShouldNotBe(MappingFingerprint.OfJudging(Connection));

    [Theory]
    [InlineData("translation")]
    [InlineData("language")]
    [InlineData("zone")]
    [InlineData("write when")]
    [InlineData("share")]
    public void What_only_judges_differently_is_not_read_again(string what) =>
        MappingFingerprint.OfReading(Change(what)).ShouldBe(MappingFingerprint.OfReading(Connection));

    [Fact]
    public void The_order_of_a_list_does_not_matter()
    {
        var one = Connection with { Deals = new DealFilter { Pipelines = ["a", "b"] } };
        var other = Connection with { Deals = new DealFilter { Pipelines = ["b", "a"] } };

        MappingFingerprint.OfReading(one).ShouldBe(MappingFingerprint.OfReading(other));
    }

    private static CrmConnection Change(string what) => what switch
    {
        "field" => Connection with { Fields = Connection.Fields.SetItem("decide_by", new FieldSource("x")) },
        "source" => Connection with { Fields = Connection.Fields.SetItem("need", new FieldSource("other")) },
        "translation" => Connection with { Fields = Connection.Fields.SetItem("need", new FieldSource("x_need", ImmutableSortedDictionary<string, string>.Empty.Add("a", "b"))) },
        "target" => Connection with { WriteTo = Connection.WriteTo with { Phase = null } },
        "pipeline" => Connection with { Deals = Connection.Deals with { Pipelines = ["p"] } },
        "stage" => Connection with { Deals = Connection.Deals with { Stages = ["p"] } },
        "owner" => Connection with { Deals = Connection.Deals with { Owners = ["p"] } },
        "created" => Connection with { Deals = Connection.Deals with { CreatedAfter = World.Start } },
        "write when" => Connection with { Deals = Connection.Deals with { WriteWhen = WriteWhen.MeetingBooked } },
        "meeting type" => Connection with { Meetings = Connection.Meetings with { Types = ["p"] } },
        "title" => Connection with { Meetings = Connection.Meetings with { ExcludeTitles = ["p"] } },
        "horizon" => Connection with { Meetings = Connection.Meetings with { Horizon = TimeSpan.FromDays(7) } },
        "language" => Connection with { Language = "en" },
        "zone" => Connection with { TimeZone = TimeZoneInfo.Utc },
        "share" => Connection with { DailyShare = 0.5 },
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };
}
