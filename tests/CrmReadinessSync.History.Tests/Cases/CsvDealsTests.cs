using System.Collections.Frozen;
using System.Text;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History.Tests.Cases;

public sealed class CsvDealsTests
{
    private const string Japanese = "予算,結果\nあり,受注\nなし,失注\n";

    public static TheoryData<string, bool> Encodings => new()
    {
        { "utf-8", false }, { "utf-8", true }, { "utf-16", true }, { "utf-16BE", true }, { "shift_jis", false },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_file_is_read_in_whatever_encoding_it_was_saved(string name, bool mark)
    {
        var encoding = TextEncodings.Named(name);
        byte[] file = [.. mark ? encoding.Preamble.ToArray() : [], .. encoding.GetBytes(Japanese)];

        Read(file);
    }

    [Fact]
    public void Utf_16_without_a_mark_is_known_by_its_zero_bytes()
    {
        var deals = Kit.Read(Encoding.Unicode.GetBytes("Need,Status\nyes,Won\n"), Kit.Map(("need", "Need")), out _);

        deals.ShouldHaveSingleItem().Facts[Kit.Field("need")]!.Raw.ShouldBe("yes");
    }

    [Fact]
    public void The_map_may_name_the_encoding() =>
        Read(TextEncodings.Named("euc-jp").GetBytes(Japanese), map => map with { Encoding = "euc-jp" });

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public void The_separator_is_found_out(string separator)
    {
        var text = "Need,Budget,Status\nyes,no,Won\nno,yes,Lost\n".Replace(",", separator, StringComparison.Ordinal);

        var deals = Kit.Read(Encoding.UTF8.GetBytes(text), Kit.Map(("need", "Need"), ("budget", "Budget")), out _);

        deals.Select(deal => deal.Facts[Kit.Field("budget")]!.Raw).ShouldBe(["no", "yes"]);
        deals.Select(deal => deal.Won).ShouldBe([true, false]);
    }

    [Theory]
    [InlineData(':')]
    [InlineData('^')]
    [InlineData('~')]
    [InlineData('#')]
    [InlineData('\u001F')]
    public void A_rare_separator_is_the_maps_to_name(char separator)
    {
        var text = "Need,Budget,Status\nyes,no,Won\nno,yes,Lost\n".Replace(',', separator);

        var deals = Kit.Read(Encoding.UTF8.GetBytes(text), Kit.Map(("need", "Need"), ("budget", "Budget")) with { Separator = separator }, out _);

        deals.Select(deal => deal.Facts[Kit.Field("budget")]!.Raw).ShouldBe(["no", "yes"]);
    }

    [Fact]
    public void Values_are_translated_null_is_blank_and_what_is_not_named_passes()
    {
        var map = Kit.Map() with
        {
            Fields = [new FieldColumn(Kit.Field("budget"), "Budget", new Dictionary<string, string?> { ["Yes"] = "allocated", ["?"] = null }.ToFrozenDictionary())],
        };

        var deals = Kit.Read("Budget,Status\nYes,Won\n?,Won\nNew one,Lost\n"u8.ToArray(), map, out _);

        deals.Select(deal => deal.Facts[Kit.Field("budget")]?.Raw).ShouldBe(["allocated", null, "New one"]);
    }

    [Fact]
    public void A_row_that_is_neither_won_nor_lost_is_left_out_and_counted()
    {
        var deals = Kit.Read("Need,Status\nyes,won \nyes,Open\nyes,\nno, LOST\n"u8.ToArray(), Kit.Map(("need", "Need")), out var file);

        deals.Count.ShouldBe(2);
        (file.Rows, file.NotClosed).ShouldBe((4, 2));
        file.FirstNotClosed.ShouldBe((3, 2));
    }

    [Fact]
    public void Quoted_fields_may_hold_separators_quotes_and_line_breaks_and_lines_are_counted_right()
    {
        var deals = Kit.Read("Note,Status\n\"a, \"\"b\"\"\nc\",Won\nd,Lost\n"u8.ToArray(), Kit.Map(("note", "Note")), out _);

        deals[0].Facts[Kit.Field("note")]!.Raw.ShouldBe("a, \"b\"\nc");
        deals.Select(deal => deal.Id).ShouldBe(["2", "4"]);
    }

    [Fact]
    public void A_row_with_a_field_too_few_is_told_with_its_line()
    {
        var fault = Should.Throw<HistoryFileException>(() => Kit.Read("Need,Status\nyes,Won\nno\n"u8.ToArray(), Kit.Map(("need", "Need")), out _));

        (fault.Line, fault.Column).ShouldBe((3, 2));
        fault.Message.ShouldBe("deals.csv:3:2: The row has 1 fields, the header 2.");
        fault.Remedy.ShouldContain("as many fields");
    }

    [Theory]
    [InlineData("Need,Status\nyes,Won\n\"no,Lost\nyes,Won\n", 3, "never closed")]
    [InlineData("Need,Status\nyes,Won\ny\"s,Lost\n", 3, "inside an unquoted field")]
    public void Quotation_marks_that_do_not_close_are_told_with_their_line(string text, int line, string words)
    {
        var fault = Should.Throw<HistoryFileException>(() => Kit.Read(Encoding.UTF8.GetBytes(text), Kit.Map(("need", "Need")), out _));

        fault.Line.ShouldBe(line);
        fault.Problem.ShouldContain(words);
        fault.Remedy.ShouldContain("quotation marks");
    }

    public static TheoryData<byte[], string?, string, string> NoText => new()
    {
        { TextEncodings.Named("shift_jis").GetBytes("Need,Note,Status\nyes,予算,Won\n"), "utf-8", "deals.csv:2: This is not utf-8, which the map names. Character 5 of the line", "Leave out Encoding" },
        { [.. "Need,Status\n"u8, .. "予"u8, 0xFF, 0xFE, 0x00, 0x8A, .. ",Won\n"u8], null, "deals.csv:2: This is neither UTF-8 nor Shift-JIS.", "Name the file's Encoding" },
        { [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("Need,Status\nyes,Won\n")[..^1]], null, "deals.csv:2: The file breaks off", "UTF-8" },
        { [.. Encoding.UTF8.Preamble, .. "Need,Status\nyes,Won\n"u8, 0xE4], null, "deals.csv:3: The file breaks off", "UTF-8" },
        { [.. "PK\u0003\u0004"u8, 1, 2, 3, 0], null, "deals.csv: This is a workbook", "CSV UTF-8" },
        { "Need\u0001,Status\nyes,Won\n"u8.ToArray(), null, "deals.csv:1: This is no text.", "CSV file" },
    };

    [Theory]
    [MemberData(nameof(NoText))]
    public void What_is_no_text_in_its_encoding_is_told_and_never_read_as_something_else(byte[] file, string? encoding, string message, string remedy)
    {
        var fault = Should.Throw<HistoryFileException>(() => Kit.Read(file, Kit.Map(("need", "Need")) with { Encoding = encoding }, out _));

        fault.Message.ShouldStartWith(message);
        fault.Remedy.ShouldContain(remedy);
    }

    [Fact]
    public void A_separator_that_is_not_the_files_is_told()
    {
        var fault = Should.Throw<HistoryFileException>(() => Kit.Read("Need,Status\nyes,Won\n"u8.ToArray(), Kit.Map(("need", "Need")) with { Separator = ';' }, out _));

        fault.Message.ShouldStartWith("deals.csv:1:1: Read with the separator ';'");
        fault.Remedy.ShouldContain("','");
    }

    [Theory]
    [InlineData(null, "2026-03-02", true)]
    [InlineData(null, "2026/3/2 9:00", true)]
    [InlineData(null, "2026年3月2日", true)]
    [InlineData(null, "2.3.2026", true)]
    [InlineData(null, "2026-03-01T20:00:00Z", true)]
    [InlineData(null, "3/2/2026", false)]
    [InlineData("M/d/yyyy", "3/2/2026", true)]
    [InlineData("M/d/yyyy", "3/2/2026 9:00 AM", true)]
    [InlineData("d/M/yyyy", "02/03/2026", true)]
    [InlineData("d MMM yyyy", "2 Mar 2026", true)]
    [InlineData("d/M/yyyy", "2026-03-02", true)]
    [InlineData("d/M/yyyy", "31/02/2026", false)]
    public void Days_that_cannot_be_mistaken_are_read_and_others_once_the_map_says_how(string? format, string day, bool known)
    {
        var deals = Kit.Read(Encoding.UTF8.GetBytes($"Need,Closed,Status\nyes,{day},Won\n"), Kit.Map(("need", "Need")) with { ClosedAt = "Closed", DateFormat = format }, out var file);

        deals.ShouldHaveSingleItem().Day.ShouldBe(known ? new DateOnly(2026, 3, 2) : null);
        file.UnreadableDates.Select(column => (column.Name, column.Column, column.FirstLine, column.Unreadable)).ShouldBe(known ? [] : [("Closed", 2, 2L, 1L)]);
    }

    [Fact]
    public void Without_a_meeting_nobody_can_tell_what_was_known_before_it()
    {
        var map = Kit.Map() with { MeetingAt = "Meeting", Fields = [new FieldColumn(Kit.Field("need"), "Need", null, "Since")] };

        var deals = Kit.Read("Need,Since,Meeting,Status\nyes,2026-05-01,,Won\nyes,2026-05-01,soon,Won\n"u8.ToArray(), map, out _);

        deals.ShouldAllBe(deal => deal.Facts[Kit.Field("need")] == null && deal.Undated == 1);
    }

    [Fact]
    public void Rows_that_say_the_same_are_one_case_whatever_else_they_hold()
    {
        var deals = Kit.Read("Id,Need,Status\n1,yes,Won\n2,no,Won\n3,yes,Lost\n"u8.ToArray(), Kit.Map(("need", "Need")) with { Id = "Id" }, out _);

        deals.Select(deal => deal.Case).ShouldBe([0, 1, 0]);
        deals[2].Facts.ShouldBeSameAs(deals[0].Facts);
    }

    [Fact]
    public void Columns_that_are_not_there_are_told_with_the_key_that_names_them()
    {
        using var file = CsvDeals.Open(new MemoryStream("Need,Status\n"u8.ToArray()), "deals.csv", Kit.Map(("need", "Ned")) with { Segments = ["Product"] }, Kit.Now);

        file.Missing().ShouldBe([("Fields:need:From", "Ned"), ("Segments:0", "Product")]);
    }

    [Fact]
    public void A_value_set_after_the_meeting_or_at_no_known_time_is_unknown_and_counted()
    {
        var map = Kit.Map() with { MeetingAt = "Meeting", Fields = [new FieldColumn(Kit.Field("need"), "Need", null, "Since")] };
        var deals = Kit.Read(
            "Need,Since,Meeting,Status\nyes,2026-05-01,2026-05-10,Won\nyes,2026-05-11,2026-05-10,Won\nyes,,2026-05-10,Lost\nyes,2026-05-10,2026-05-10,Lost\n"u8.ToArray(), map, out _);

        deals.Select(deal => deal.Facts[Kit.Field("need")] is not null).ShouldBe([true, false, false, false]);
        deals.Select(deal => (deal.TooLate, deal.Undated)).ShouldBe([(0, 0), (1, 0), (0, 1), (1, 0)]);
        deals[0].Clock.Now.ShouldBe(new DateTimeOffset(2026, 5, 9, 23, 59, 0, TimeSpan.FromHours(9)));
        deals[0].Facts[Kit.Field("need")]!.SetAt.ShouldBe(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.FromHours(9)));
    }

    [Fact]
    public void Rows_equal_but_for_their_id_are_one_group_unless_an_account_tells()
    {
        var rows = "Id,Need,Account,Status\n1,yes,A,Won\n2,yes,A,Won\n3,no,A,Won\n4,yes,A,Lost\n"u8.ToArray();

        var alike = Kit.Read(rows, Kit.Map(("need", "Need")) with { Id = "Id" }, out _);
        alike.Select(deal => deal.Group).Distinct().Count().ShouldBe(3);
        alike.Select(deal => deal.Id).ShouldBe(["1", "2", "3", "4"]);

        Kit.Read(rows, Kit.Map(("need", "Need")) with { Id = "Id", Account = "Account" }, out _).Select(deal => deal.Group).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void Source_and_campaign_tell_deals_apart_once_they_are_mapped()
    {
        (Kit.Map(("source", "Lead source")) with { Segments = ["Product"] }).Dimensions.ShouldBe(["Product", "Lead source"]);
    }

    [Theory]
    [InlineData("Seller", true)]
    [InlineData("Opportunity Owner", true)]
    [InlineData("hubspot_owner_id", true)]
    [InlineData("sales_rep", true)]
    [InlineData("営業担当者", true)]
    [InlineData("Source", false)]
    [InlineData("Report", false)]
    [InlineData("Bestseller", false)]
    [InlineData("company.employees", false)]
    public void Columns_that_name_a_person_of_ours_are_known(string column, bool person) => PersonColumns.Names(column).ShouldBe(person);

    private static void Read(byte[] file, Func<HistoryMap, HistoryMap>? more = null)
    {
        var map = Kit.Map(("budget", "予算")) with { Outcome = "結果", Won = new[] { "受注" }.ToFrozenSet(), Lost = new[] { "失注" }.ToFrozenSet() };

        var deals = Kit.Read(file, more?.Invoke(map) ?? map, out _);

        deals.Select(deal => (deal.Won, deal.Facts[Kit.Field("budget")]!.Raw)).ShouldBe([(true, "あり"), (false, "なし")]);
    }
}
