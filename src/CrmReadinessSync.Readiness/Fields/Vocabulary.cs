using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using static CrmReadinessSync.Readiness.FieldKind;
using static CrmReadinessSync.Readiness.FieldType;

namespace CrmReadinessSync.Readiness;

/// <summary>
/// The closed list of words that rules and field mappings may speak of. Settings map each to a CRM property, so that one rule set
/// serves every CRM. Values are open: the shipped rules know those of the shipped fields, other rules name their own.
/// </summary>
public static class Vocabulary
{
    private static readonly ImmutableArray<Field>.Builder Words = ImmutableArray.CreateBuilder<Field>(80);

    // What the counterpart said, as the rep recorded it.
    internal static readonly Field Need = Add("need", Choice, Answer, "Is there a reason to decide, something they mean to introduce now?");
    internal static readonly Field Timing = Add("timing", Choice, Answer, "Is there a date or event by which they decide?");
    internal static readonly Field Authority = Add("authority", Choice, Answer, "Can the people we meet move it forward inside?");
    internal static readonly Field DecisionProcess = Add("decision_process", Choice, Answer, "Do we see who approves, in which order?");
    internal static readonly Field Budget = Add("budget", Choice, Answer, "Is money allocated, fundable, or a range named?");
    internal static readonly Field Fit = Add("fit", Choice, Answer, "Does their problem meet what we offer, and do they say so?");
    internal static readonly Field DecideBy = Add("decide_by", Date, Answer, "The day by which they decide; once past, a dated timing is stale.");
    internal static readonly Field Note = Add("note", Text, Answer, "One line on the premises in the counterpart's words.");
    internal static readonly Field Unease = Add("unease", Choices, Answer, "What does not sit right with the rep; each tick is a warning sign.");
    internal static readonly Field Override = Add("override", Choice, Answer, "The flag the rep sets against the computed one: ready, confirm, hold.");
    internal static readonly Field OverrideReason = Add("override.reason", Text, Answer, "Why the rep set it.");
    internal static readonly Field OverrideUntil = Add("override.until", Date, Answer, "The last day on which the rep's flag counts.");
    internal static readonly Field Scope = Add("scope", Choice, Answer, "How clear the scope of what they want is.");
    internal static readonly Field Position = Add("position", Choice, Answer, "Whether they stated a position towards our offer.");
    internal static readonly Field Competition = Add("competition", Choice, Answer, "Whether others are asked to offer too.");
    internal static readonly Field Purchasing = Add("purchasing", Choice, Answer, "Whether their purchasing department takes part.");
    internal static readonly Field Rfi = Add("rfi", Choice, Answer, "Whether they issued a request for information.");
    internal static readonly Field Rfp = Add("rfp", Choice, Answer, "Whether they issued a request for proposal.");
    internal static readonly Field Tender = Add("tender", Choice, Answer, "Whether it is a formal tender.");
    internal static readonly Field Problem = Add("problem", Text, Answer, "The problem they want to solve, in their words.");
    internal static readonly Field Trigger = Add("trigger", Text, Answer, "The event that sets the date: a renewal, a grant, a fiscal year.");

    // When somebody last vouched for the answers, and other times the calendar moves.
    internal static readonly Field ConfirmedOn = Add("confirmed_on", Date, Clock, "The day on which every answer present was still true.");
    internal static readonly Field Created = Add("created", Moment, Clock, "When the deal was created.");
    internal static readonly Field StageEntered = Add("stage.entered", Moment, Clock, "When the deal entered its stage.");
    internal static readonly Field MeetingStart = Add("meeting.start", Moment, Clock, "When the next sales meeting starts.");
    internal static readonly Field OverrideMeeting = Add("override.meeting", Moment, Clock, "When the first meeting after the rep set the flag starts.");
    internal static readonly Field ContractEnds = Add("contract.ends", Date, FieldKind.Attribute, "When their present contract ends.");

    // What is so about the deal.
    internal static readonly Field Stage = Add("stage", Choice, FieldKind.Attribute, "Our stage of the deal: id or API name.");
    internal static readonly Field Pipeline = Add("pipeline", Choice, FieldKind.Attribute, "The pipeline's id (HubSpot) or the sales process.");
    internal static readonly Field RecordType = Add("record_type", Choice, FieldKind.Attribute, "The record type's developer name (Salesforce).");
    internal static readonly Field Amount = Add("amount", Number, FieldKind.Attribute, "The deal's amount in its currency.");
    internal static readonly Field Currency = Add("currency", Choice, FieldKind.Attribute, "The amount's currency, ISO 4217.");
    internal static readonly Field CloseDate = Add("close_date", Date, FieldKind.Attribute, "The day on which we expect to close.");
    internal static readonly Field CloseDatePushed = Add("close_date.pushed", Number, FieldKind.Attribute, "How often the close date was moved later.");
    internal static readonly Field Forecast = Add("forecast", Choice, FieldKind.Attribute, "Our forecast category.");
    internal static readonly Field Probability = Add("probability", Number, FieldKind.Attribute, "The stage's probability as the CRM has it, 0 to 100.");
    internal static readonly Field Owner = Add("owner", Choice, FieldKind.Attribute, "The id of the deal's owner.");
    internal static readonly Field Priority = Add("priority", Choice, FieldKind.Attribute, "Our priority of the deal.");
    internal static readonly Field DealType = Add("deal_type", Choice, FieldKind.Attribute, "The kind of deal: new business, renewal, project.");
    internal static readonly Field Product = Add("product", Choices, FieldKind.Attribute, "The products offered.");
    internal static readonly Field Customer = Add("customer", Choice, FieldKind.Attribute, "Whether they buy from us: new, existing, past.");
    internal static readonly Field Relationship = Add("relationship", Choice, FieldKind.Attribute, "How we stand with the account: strategic, normal, difficult.");
    internal static readonly Field Strategic = Add("strategic", Choice, FieldKind.Attribute, "How important the deal is to us.");
    internal static readonly Field CrossSale = Add("cross_sale", Choice, FieldKind.Attribute, "Whether another product is sold to a present customer.");
    internal static readonly Field UpSale = Add("up_sale", Choice, FieldKind.Attribute, "Whether more of the same is sold to a present customer.");
    internal static readonly Field Partnership = Add("partnership", Choice, FieldKind.Attribute, "Whether the deal is made together with a partner.");
    internal static readonly Field CompanyName = Add("company.name", Text, FieldKind.Attribute, "The company's name.");
    internal static readonly Field CompanySize = Add("company.size", Choice, FieldKind.Attribute, "The company's size class.");
    internal static readonly Field CompanyEmployees = Add("company.employees", Number, FieldKind.Attribute, "How many people the company employs.");
    internal static readonly Field CompanyIndustry = Add("company.industry", Choice, FieldKind.Attribute, "The company's industry.");
    internal static readonly Field CompanyCountry = Add("company.country", Choice, FieldKind.Attribute, "The company's country.");
    internal static readonly Field CompanyGrowth = Add("company.growth", Choice, FieldKind.Attribute, "Whether the company grows, is stable or shrinks.");
    internal static readonly Field ContactRoles = Add("contact.roles", Choices, FieldKind.Attribute, "The roles of the people on the deal.");

    // That somebody was in touch. Never intent (law 2).
    internal static readonly Field ContactCount = Add("contact.count", Number, Contact, "How many people of theirs are on the deal.");
    internal static readonly Field Source = Add("source", Choice, Contact, "Where the deal came from.");
    internal static readonly Field Campaign = Add("campaign", Choice, Contact, "The campaign that led to it.");
    internal static readonly Field Enquiries = Add("enquiries", Number, Contact, "How many enquiries they made.");
    internal static readonly Field Downloads = Add("downloads", Number, Contact, "How many brochures they requested or downloaded.");
    internal static readonly Field Bookings = Add("bookings", Number, Contact, "How many meetings they booked.");
    internal static readonly Field Introduction = Add("introduction", Choice, Contact, "Who introduced them.");
    internal static readonly Field OpenedMails = Add("opened_mails", Number, Contact, "How many of our mails they opened.");
    internal static readonly Field MeetingTitle = Add("meeting.title", Text, Contact, "The next meeting's title.");
    internal static readonly Field MeetingType = Add("meeting.type", Choice, Contact, "The next meeting's type.");
    internal static readonly Field MeetingsHeld = Add("meeting.held", Number, Contact, "How many meetings were held.");
    internal static readonly Field MeetingsHeldAt = Add("meeting.held_at", Choices, Contact, "When each meeting that was held started, as moments.");
    internal static readonly Field MeetingsMoved = Add("meeting.moved", Number, Contact, "How often they put a meeting off by a day or more.");
    internal static readonly Field MeetingsQuiet = Add("meeting.quiet", Number, Contact, "How many of the latest meetings in a row were held and moved no premise.");
    internal static readonly Field MeetingMovedBy = Add("meeting.moved_by", Choice, Contact, "Who moved a meeting, where the CRM tells: them or us.");
    internal static readonly Field LastActivity = Add("last_activity", Moment, Contact, "The last activity of either side.");
    internal static readonly Field LastInbound = Add("last_inbound", Moment, Contact, "The last sign of life of theirs.");

    private static readonly FrozenDictionary<string, Field> ByName = Words.ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>Every word, in the order of their slots.</summary>
    public static ImmutableArray<Field> All { get; } = Words.ToImmutable();

    /// <summary>Finds a word by its exact name.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out Field? field) => ByName.TryGetValue(name, out field);

    private static Field Add(string name, FieldType type, FieldKind kind, string description)
    {
        var field = new Field(name, type, kind, Words.Count, description);
        Words.Add(field);
        return field;
    }
}
