using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;
using Serilog.Events;

namespace CrmReadinessSync.Worker;

/// <summary><c>explain</c>: the whole verdict of one deal, read fresh, with its evidence.</summary>
internal static class ExplainCommand
{
    public static Command Create(Surroundings surroundings, SettingsOptions sources)
    {
        var crm = new Argument<string>("crm") { Description = "The connection's name.", HelpName = "CRM" };
        var deal = new Argument<string>("deal") { Description = "The deal's id in the CRM.", HelpName = "DEAL" };
        var language = CommonOptions.Language();
        var json = CommonOptions.Json();
        var now = CommonOptions.Now();
        var command = new Command("explain", "Read one deal from its CRM and show its verdict with all evidence. Writes nothing.") { crm, deal, language, json, now };
        command.SetAction((arguments, cancellationToken) => Guarded.RunAsync(
            surroundings,
            arguments.GetValue(json),
            async () =>
            {
                var settings = Loading.Load(surroundings, sources.Read(arguments, surroundings));
                var chosen = CommonOptions.One(settings, arguments.GetValue(crm));
                var time = CommonOptions.Clock(surroundings.Time, arguments.GetValue(now), [chosen]);
                var log = WorkerLog.Create(settings, surroundings.Error, LogEventLevel.Warning, toFiles: false);
                await using var place = await Workplace.OpenAsync(settings, surroundings, time, log, cancellationToken);
                var connection = chosen.Connection;
                var id = arguments.GetValue(deal)!;
                var journal = await place.Store.OpenAsync(connection.Name, cancellationToken);
                var snapshot = await ReadAsync(place, chosen, journal, id, cancellationToken);
                if (snapshot.IsClosed)
                {
                    surroundings.Error.WriteLine("The deal is closed; cycles do not judge it. This is how it would be judged now.");
                }

                var clock = new JudgingClock(time.GetUtcNow(), connection.TimeZone);
                var known = await journal.FindDealAsync(id, cancellationToken);
                if (known is not null)
                {
                    snapshot = snapshot with { Memory = DealMemory.Carry(known.Snapshot, snapshot, clock.Now) };
                }

                var mapping = DealMapping.Compile(connection);
                var copies = await journal.FindCopiesAsync(snapshot, settings.Rules.CopyLimits, cancellationToken);
                var facts = mapping.ToFacts(snapshot, clock.Now, HandSet(known, snapshot, connection.WriteTo.Flag), copies);
                var verdict = settings.Rules.Judge(facts, clock);
                var words = arguments.GetValue(language) ?? connection.Language;
                var texts = settings.Rules.Write(verdict, facts, words, connection.TimeZone);
                var document = ExplainDocument.Of(connection.Name, id, verdict, texts, settings.Rules.WeighQuestions(verdict, words), settings.Rules.HollowOf(facts)).With(known?.Standing, snapshot, mapping.JudgedUnder(settings.Rules), clock.Now) with
                {
                    RevisitOn = verdict.RevisitOn,
                    Trigger = verdict.Trigger,
                    Meetings = MeetingDocument.Of(await journal.FindEpisodesAsync([id], onlyOpen: false, cancellationToken), verdict),
                };
                if (arguments.GetValue(json))
                {
                    surroundings.Out.WriteLine(JsonSerializer.Serialize(document, WorkerJson.Readable.ExplainDocument));
                }
                else
                {
                    ExplainDocument.Print(document, snapshot.Name, verdict, texts, surroundings.Out);
                }

                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    /// <summary>The flag set by hand that the journal knows of, or one that no cycle has seen yet.</summary>
    private static HandSetFlag? HandSet(DealRecord? known, DealSnapshot deal, string? target)
    {
        if (known?.Standing?.HandSetOn(deal, target) is { } hand)
        {
            return hand;
        }

        return target is not null
            && known is { Outcome: DealOutcome.Written or DealOutcome.Unchanged }
            && deal.Shown.GetValueOrDefault(target) is { } word && ShownValues.IsFlag(word)
            && known.Snapshot.Shown.TryGetValue(target, out var ours) && ours != word
            ? new HandSetFlag(word, deal.ModifiedAt)
            : null;
    }

    private static async Task<DealSnapshot> ReadAsync(Workplace place, CrmSettings crm, IJournal journal, string id, CancellationToken cancellationToken)
    {
        var account = place.Cycles.Connect(crm);
        var request = new ReadRequest(await account.OpenAsync(journal, cancellationToken), ImmutableSortedDictionary<string, string>.Empty, journal, Reconcile: false);
        await foreach (var page in account.Deals.ReadDealsAsync([id], request, cancellationToken))
        {
            if (page.Deals.FirstOrDefault(deal => deal.Id == id) is { } found)
            {
                return found;
            }

            if (page.Failed.FirstOrDefault(deal => deal.Id == id) is { } failed)
            {
                throw new CrmException(failed.Failure);
            }
        }

        throw new CrmException(new CrmFailure(FailureAction.SkipDeal, "not_found", $"{crm.Connection.Name} has no deal {id}, or hides it from the service.", "Check the id; it is in the address of the deal's page."));
    }
}
