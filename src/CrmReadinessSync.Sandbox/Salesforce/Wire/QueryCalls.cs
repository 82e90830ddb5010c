using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>query, queryAll and the pages behind them.</summary>
internal sealed class QueryCalls(Org org, Cursors cursors)
{
    private const int LargestPage = 2_000;
    private const int SmallestPage = 200;
    private static readonly JsonWriterOptions Json = new() { Encoder = JsonText.Options.Encoder };

    /// <summary>Runs a query and shows its first page.</summary>
    public SandboxResponse Run(string soql, bool all, SandboxRequest request, string version)
    {
        var plan = SoqlCompiler.Compile(soql, org, org.Clock, all);
        if (plan.CountsRows)
            return Answer(json =>
            {
                json.WriteNumber("totalSize", plan.Run(org).Count());
                json.WriteBoolean("done", true);
                json.WriteStartArray("records");
                json.WriteEndArray();
            });

        // Rows of the first page are kept as drawn, the rest as ids.
        var page = PageSize(plan, request);
        var first = new List<IRow>();
        var ids = new List<string>();
        foreach (var row in plan.Run(org))
        {
            if (first.Count < page)
                first.Add(row);
            ids.Add(row.Id);
        }

        return Page(plan, first, ids.Count, 0, version, next => cursors.Open(plan, ids, next, org.Now));
    }

    /// <summary>Shows the page a locator stands at.</summary>
    public SandboxResponse More(string locator, SandboxRequest request, string version)
    {
        var (id, cursor, from) = cursors.Find(locator, org.Now);
        var size = Math.Min(PageSize(cursor.Plan, request), cursor.Count - from);
        var rows = Enumerable.Range(from, size).Select(cursor.IdAt).Select(org.Find).OfType<IRow>().ToList();
        // Rows gone for good since the query ran leave the page shorter; the place counts them.
        var lost = size - rows.Count;
        return Page(cursor.Plan, rows, cursor.Count, from + lost, version, next => Cursors.Locator(id, next));
    }

    private SandboxResponse Page(SoqlPlan plan, List<IRow> rows, int total, int from, string version, Func<int, string> locator)
    {
        var records = new ArrayBufferWriter<byte>(16_384);
        var writer = new RecordJson(org, version)
        {
            Continue = (below, found, next) => $"/services/data/{version}/query/{cursors.Open(below, found.Select(static r => r.Id), next, org.Now)}",
        };
        var shown = 0;
        using (var json = new Utf8JsonWriter(records, Json))
        {
            json.WriteStartArray();
            // Children count towards the page.
            for (; shown < rows.Count && writer.Written < LargestPage; shown++)
                writer.Write(json, rows[shown], plan.Projection);
            json.WriteEndArray();
        }

        var done = from + shown >= total;
        return Answer(json =>
        {
            json.WriteNumber("totalSize", total);
            json.WriteBoolean("done", done);
            if (!done)
                json.WriteString("nextRecordsUrl", $"/services/data/{version}/query/{locator(from + shown)}");
            json.WritePropertyName("records");
            json.WriteRawValue(records.WrittenSpan, skipInputValidation: true);
        });
    }

    private static SandboxResponse Answer(Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>(1_024);
        using (var json = new Utf8JsonWriter(body, Json))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return new SandboxResponse(200, body.WrittenMemory, "application/json;charset=UTF-8");
    }

    // The header asks, the org decides: two long texts in a row make small pages whatever it says.
    private static int PageSize(SoqlPlan plan, SandboxRequest request)
    {
        if (plan.LongTexts >= 2)
            return SmallestPage;
        var size = LargestPage;
        foreach (var part in (request.Header("Sforce-Query-Options") ?? "").Split([',', ';'], StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith("batchSize=", StringComparison.OrdinalIgnoreCase) && int.TryParse(part.AsSpan(10), NumberStyles.None, CultureInfo.InvariantCulture, out var asked))
                size = Math.Clamp(asked, SmallestPage, LargestPage);
        }

        return size;
    }
}
