using System.Reflection;

namespace CrmReadinessSync.Worker.Tests;

/// <summary>The rooms and who may know whom, as src/README.md draws them.</summary>
public sealed class WallsTests
{
    private const string Prefix = "CrmReadinessSync.";

    public static TheoryData<string, string[]> Rooms => new()
    {
        { "Readiness", [] },
        { "Http", [] },
        { "Sandbox", [] },
        { "Sync", ["Readiness"] },
        { "Journal", ["Sync", "Readiness"] },
        { "History", ["Sync", "Readiness"] },
        { "Web", ["Sync", "History", "Readiness"] },
        { "HubSpot", ["Sync", "Http", "Readiness"] },
        { "Salesforce", ["Sync", "Http", "Readiness"] },
    };

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_knows_only_the_rooms_it_may(string room, string[] mayKnow) => Knows(Assembly.Load(Prefix + room)).ShouldBeSubsetOf(mayKnow);

    [Fact]
    public void No_room_is_left_out_of_these_walls()
    {
        var rooms = Directory.EnumerateFiles(AppContext.BaseDirectory, Prefix + "*.dll")
            .Select(file => Path.GetFileNameWithoutExtension(file)[Prefix.Length..])
            .Where(room => !room.EndsWith("Tests", StringComparison.Ordinal) && !room.EndsWith("Kit", StringComparison.Ordinal));

        rooms.ShouldBeSubsetOf(Rooms.Select(row => row.Data.Item1));
    }

    private static IEnumerable<string> Knows(Assembly room) => room.GetReferencedAssemblies()
        .Select(one => one.Name!)
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name => name[Prefix.Length..]);
}
