using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CrmReadinessSync.Journal;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>Every setting there is, in the order of the shipped file.</summary>
/// <param name="kinds">The vendors; each adds its own section to a connection.</param>
internal sealed partial class SettingsCatalogue(IReadOnlyList<ICrmKind> kinds)
{
    /// <summary>Names of <c>WriteTo</c>, in the order of <see cref="WriteTargets"/>.</summary>
    public static IReadOnlyList<(string Key, string Description)> Targets { get; } =
    [
        (nameof(WriteTargets.Flag), "Property that takes ready, confirm or hold; null is not written."),
        (nameof(WriteTargets.NextStep), "Property that takes the next step, up to 255 characters; null is not written."),
        (nameof(WriteTargets.Phase), "Property that takes deciding, gathering, not_buying or unclear; null is not written."),
        (nameof(WriteTargets.TalkDepth), "Property that takes pause, confirm_problem, examples_and_price_range, proposal or terms; null is not written."),
        (nameof(WriteTargets.Reasons), "Property that takes the reasons, a long text; null is not written."),
    ];

    /// <summary>Paths that a running service does not take over; every other setting takes effect at the next cycle.</summary>
    public static IReadOnlyList<string> AtStartOnly { get; } = ["Journal:Provider", "Journal:ConnectionString", "Journal:Password", "Serilog", "Web", "Telemetry"];

    /// <summary>The whole of the settings.</summary>
    public ObjectShape Root { get; } = new(
        "Settings of CrmReadinessSync. A file holds only what differs from the defaults.",
        ("$schema", new TextShape("The schema that an editor completes and checks this file with.")),
        ("Crms", new MapShape("The connected CRM accounts, each under a name of your choice that appears in logs and journal.", Connection(kinds))
        {
            KeyName = "connection name",
            KeyPattern = (ConnectionName(), "Use letters, digits, - and single _, up to 40."),
        }),
        ("Readiness", new OpenShape("What counts as ready: the rules of judgement, merged onto the shipped ones.", RulesSchema.Create)),
        ("Safety", new ObjectShape(
            "What keeps a mistake small.",
            ("DryRun", new SwitchShape("Read and judge, and write nothing to any CRM.") { Default = false }),
            ("MassFlipBrake", new NumberShape("The share of open deals whose flag one cycle may flip; above it, and above five, the plan is held until once --release. 1 never holds.", 0, 1) { Default = 0.2 }),
            ("RequirePreview", new SwitchShape("Hold flips under rules that nobody has seen with preview --accept.") { Default = false }),
            ("MaxPausedWins", new NumberShape("The share of past wins that changed rules may pause: they are tried on the account's latest closed deals, each as before its first meeting, and above this share their plan is held until once --release or preview --accept. Left out, nothing is tried.", 0, 1)))),
        ("Journal", new ObjectShape(
            "The service's memory: where feeds stand, verdicts, plans, writes.",
            ("Provider", new TextShape("The database: a file for one worker, or a PostgreSQL server for several.", [.. Enum.GetNames<JournalProvider>()]) { Default = "Sqlite" }),
            ("ConnectionString", new TextShape("Where it is: \"Data Source=PATH\", where a relative path starts at the folder of the base settings file; or \"Host=…;Database=…;Username=…\" without the password.") { Default = "Data Source=data/journal.db", IsRequired = true }),
            ("Password", new TextShape("The server user's password.") { IsSecret = true }),
            ("KeepFor", new DurationShape("How long runs and writes are kept, and closed deals with what their flags turned out to be.") { Default = "180d" }),
            ("KeepGoneFor", new DurationShape("How long an open deal is kept after the CRM no longer has it.") { Default = "30d" }))),
        ("Web", new ObjectShape(
            "The status page and health answers, served by the service itself.",
            ("Enabled", new SwitchShape("Whether they are served.") { Default = true }),
            ("Url", new ListenShape("Where: http, an address of this machine, a port. Anything but a loopback address needs AccessToken.") { Default = WebSettings.DefaultUrl }),
            ("AccessToken", new TextShape("What a visitor must show, at least 16 characters; on a loopback address none is needed.") { IsSecret = true }))),
        ("Telemetry", new ObjectShape(
            "OpenTelemetry traces and metrics.",
            ("Otlp", new ObjectShape(
                "Where they are sent.",
                ("Endpoint", new EndpointShape("An OTLP receiver, such as http://127.0.0.1:4318; blank sends nothing. Over HTTP, /v1/traces and /v1/metrics are added; over gRPC nothing is.", takesHttp: true)),
                ("Protocol", new TextShape("How it is spoken to.", ["HttpProtobuf", "Grpc"]) { Default = "HttpProtobuf" }),
                ("Headers", new TextShape("Headers it wants, as name=value,name=value.") { IsSecret = true }),
                ("Traces", new SwitchShape("Whether traces are sent too; Prometheus takes metrics only.") { Default = true }),
                ("Every", new DurationShape("How often metrics are sent.") { Default = "30s" }))))),
        ("Notices", new ObjectShape(
            "Who is told when the state of the service changes: a CRM failing or recovered, the brake holding, settings refused, the API share spent. Never deal text.",
            ("Webhook", new EndpointShape("An incoming webhook of Slack or Teams; blank tells nobody.", takesHttp: false) { IsSecret = true }),
            ("QuietHours", new HoursShape("Hours in which nothing is sent, such as 22:00-07:00; what is still so afterwards is told then.")),
            ("TimeZone", new ZoneShape("The zone of those hours.") { Default = "Asia/Tokyo" }),
            ("Language", new TextShape("The language of notices.", [.. RepLanguage.All]) { Default = "ja" }))),
        ("Serilog", new OpenShape("Logging, as Serilog.Settings.Configuration reads it; with a WriteTo of its own it replaces the shipped log files.")));

    private static ObjectShape Connection(IReadOnlyList<ICrmKind> kinds) => new(
        "One connected CRM account.",
        [
            ("Kind", new TextShape("The vendor.", [.. kinds.Select(kind => kind.Name)])),
            ("Enabled", new SwitchShape("Whether it is synchronised.") { Default = false }),
            ("Schedule", new ScheduleShape("Time between cycles (\"5m\"), or a Quartz cron expression in the connection's time zone.") { Default = "5m" }),
            ("TimeZone", new ZoneShape("The zone in which its people read a clock, an IANA name.") { Default = "Asia/Tokyo" }),
            ("Language", new TextShape("The language of what reps read.", [.. RepLanguage.All]) { Default = "ja" }),
            .. kinds.Select(kind => (kind.Name, (Shape)Vendor(kind))),
            ("Deals", new ObjectShape(
                "Which deals are judged; an empty list means all.",
                ("Pipelines", Texts("Pipeline ids (HubSpot) or record type developer names (Salesforce).")),
                ("Stages", Texts("Stage ids or API names.")),
                ("Owners", Texts("Owner ids.")),
                ("CreatedAfter", new MomentShape("Deals created before this are left alone.")),
                ("WriteWhen", new TextShape("Whether every open deal carries a flag, or only one with a meeting booked.", Enum.GetNames<WriteWhen>()) { Default = nameof(WriteWhen.Always) }))),
            (Shard.Key, new MapShape(
                "Splits a large account into parts by pipeline, in place of Deals:Pipelines: a name for each part and its pipelines. Each part is a connection of its own, called NAME-PART, which another worker of a cluster may take.",
                Texts("Pipeline ids (HubSpot) or record type developer names (Salesforce)."))
            {
                KeyName = "part", KeyPattern = (ConnectionName(), "Use letters, digits, - and single _."),
            }),
            ("Meetings", new ObjectShape(
                "Which meetings count as sales meetings.",
                ("Types", Texts("Meeting types that count; an empty list means all.")),
                ("ExcludeTitles", Texts("A meeting whose title contains one of these does not count.")),
                ("Horizon", new DurationShape("How far ahead a meeting is looked for.") { Default = "14d" }),
                ("PastCountsAsHeld", new SwitchShape("Whether a meeting that is over counts as held when nobody recorded its outcome. Without it: yes in Salesforce, which keeps none; no in HubSpot.")))),
            ("Fields", new MapShape(
                "Where each field of the rules comes from; merged onto the vendor's own. null unmaps a field.",
                new ObjectShape(
                    "Where a field comes from.",
                    ("From", new TextShape("The CRM's property or field name.") { IsRequired = true }),
                    ("Values", new MapShape("The CRM's values → the rules' values; others pass unchanged.", new TextShape("The value in the rules."))))
                , Vocabulary.All.ToDictionary(field => field.Name, field => field.Description, StringComparer.Ordinal))
            {
                KeyName = "field",
            }),
            ("WriteTo", new ObjectShape(
                "Which CRM property carries what; merged onto the vendor's own. Nothing else is ever written.",
                [.. Targets.Select(target => (target.Key, (Shape)new TextShape(target.Description) { IsRequired = true }))])),
            ("Tasks", new ObjectShape(
                "A task for the deal's owner when a near meeting is not Ready: one per meeting, closed when it becomes Ready or has passed.",
                ("Enabled", new SwitchShape("Whether such tasks are made.") { Default = false }),
                ("Within", new DurationShape("How near the meeting is.") { Default = "24h" }))),
            ("ApiBudget", new ObjectShape(
                "How much of the account's API allowance is ours.",
                ("DailyShare", new NumberShape("Share of the daily allowance, above 0 to 1.", 0.001, 1) { Default = 0.25 }),
                ("Reserve", new NumberShape("Share of the daily allowance that always stays for other integrations: when they left no more, nothing is asked until the next day.", 0, 0.9) { Default = 0.1 }))),
            ("IndexLag", new DurationShape("How late the CRM's search index may be.") { Default = "5m" }),
            ("ReconcileEvery", new DurationShape("How often everything is compared once, to find deletions and merges.") { Default = "24h" }),
        ]);

    private static ObjectShape Vendor(ICrmKind kind) => new(
        $"The connection to {kind.Name}.",
        [.. kind.Settings.Select(setting => (setting.Name, OfVendor(setting)))]);

    private static Shape OfVendor(CrmSetting setting) =>
        setting.Name.EndsWith("Url", StringComparison.Ordinal)
            ? new UrlShape(setting.Description) { Default = setting.Default }
            : bool.TryParse(setting.Default, out var isOn) ? new SwitchShape(setting.Description) { Default = isOn }
            : new TextShape(setting.Description, setting.Choices) { IsSecret = setting.IsSecret, Default = setting.Default, TakesNumbers = double.TryParse(setting.Default, CultureInfo.InvariantCulture, out _) };

    private static ListShape Texts(string description) =>
        new(description, new TextShape("One of them.") { IsRequired = true }) { Default = new JsonArray() };

    [GeneratedRegex("^[A-Za-z0-9-]+(_[A-Za-z0-9-]+)*$(?<=^.{1,40})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ConnectionName();
}
