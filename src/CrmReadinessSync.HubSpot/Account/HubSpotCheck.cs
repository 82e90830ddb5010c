using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using CrmReadinessSync.Http;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>What is misconfigured between a connection and its HubSpot account.</summary>
/// <param name="api">The account.</param>
/// <param name="connection">The connection.</param>
/// <param name="plan">What the connection reads.</param>
/// <param name="quota">What is used of the day.</param>
/// <param name="share">Shares our use of the day with others, given the account's zone.</param>
/// <param name="time">This machine's clock.</param>
internal sealed class HubSpotCheck(
    IHubSpotApi api, CrmConnection connection, PropertyPlan plan, DailyQuota quota, Func<ICrmCache, string?, CancellationToken, Task> share, TimeProvider time) : ICrmCheck
{
    private const string UsagePage = "HubSpot > Development > Monitoring > API usage";

    private readonly AccountCheck _account = new(connection);
    private readonly FilterCheck _filters = new(connection);

    /// <inheritdoc/>
    public IAsyncEnumerable<CheckFinding> CheckAsync(CheckRequest request, CancellationToken cancellationToken) => AccountCheck.ToldOnce(LookAsync(request, cancellationToken));

    private async IAsyncEnumerable<CheckFinding> LookAsync(CheckRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (account, failed) = await AskAsync(CheckArea.Credentials, "the account", () => api.ReadAccountAsync(cancellationToken), $"Crms:{connection.Name}:HubSpot");
        if (account?.Details.PortalId is not { Length: > 0 } portal)
        {
            yield return failed ?? new CheckFinding(CheckSeverity.Error, CheckArea.Credentials, "The account details have no portalId.", "Check BaseUrl: it does not look like HubSpot.")
            { Setting = $"Crms:{connection.Name}:HubSpot:BaseUrl", Cause = CheckCause.Settings };
            yield break;
        }

        var now = time.GetUtcNow();
        await share(request.Cache, account.Details.TimeZone, cancellationToken);
        yield return CheckFinding.Fine(CheckArea.Credentials, $"The key opens HubSpot account {portal}.");
        yield return AccountCheck.Clock(account.Now, now);
        foreach (var finding in _account.Zone(account.Details.TimeZone, "HubSpot > Settings > Account defaults > Time zone", now))
        {
            yield return finding;
        }

        if (quota.Account is { } told)
        {
            yield return _account.Limits(told.Limit - told.Left, told.Limit, quota.Use.Used, UsagePage);
        }

        var refused = new List<CheckFinding>();
        foreach (var probe in Probes(cancellationToken))
        {
            if ((await AskAsync(CheckArea.Permissions, probe.Scope, probe.Ask, $"Crms:{connection.Name}:HubSpot:AccessToken")).Failed is { } finding)
            {
                refused.Add(finding);
                yield return finding;
            }
        }

        if (refused.Count == 0)
        {
            yield return CheckFinding.Fine(CheckArea.Permissions, "The key has every scope that reading and writing need.");
        }

        var fields = new Dictionary<string, FrozenDictionary<string, CrmField>>(StringComparer.Ordinal);
        foreach (var type in Types())
        {
            var (list, finding) = await AskAsync(CheckArea.Permissions, $"crm.schemas.{type}.read", () => api.ListPropertiesAsync(type, cancellationToken));
            if (finding is not null)
            {
                // Without the definitions nothing can be said of the fields; the object's own refusal was told above.
                if (refused.Count == 0)
                {
                    yield return finding;
                }

                continue;
            }

            fields[type] = PropertyFields.Of(type, list!);
        }

        if (plan.Roles is { } role && fields.TryGetValue(ObjectTypes.Contacts, out var contacts) && contacts.TryGetValue(role, out var roles))
        {
            var (labels, finding) = await AskAsync(CheckArea.Roles, "the labels of contacts on deals", () => api.ListLabelsAsync(ObjectTypes.Deals, ObjectTypes.Contacts, cancellationToken));
            if (finding is not null)
            {
                yield return finding with { Severity = CheckSeverity.Warning };
            }
            else
            {
                // A label of the association says a role as well as the contact's own property does.
                var said = labels!.Results.Select(label => label.Label).OfType<string>().Select(label => new CrmOption(SnapshotBuilder.RoleName(label), label));
                fields[ObjectTypes.Contacts] = contacts.Append(new(role, roles with { Options = [.. roles.Options ?? [], .. said] })).GroupBy(one => one.Key, StringComparer.OrdinalIgnoreCase).ToFrozenDictionary(one => one.Key, one => one.Last().Value, StringComparer.OrdinalIgnoreCase);
            }
        }

        var found = Fields(request, fields).ToList();
        foreach (var finding in found)
        {
            yield return finding;
        }

        if (found.Count == 0 && fields.Count > 0)
        {
            yield return CheckFinding.Fine(CheckArea.Fields, $"{plan.Required.Distinct().Count()} properties are there, of the right type, with the choices the rules know.");
        }

        await foreach (var finding in DealsAsync(cancellationToken))
        {
            yield return finding;
        }

        if (fields.TryGetValue(ObjectTypes.Meetings, out var meetings))
        {
            foreach (var finding in _filters.MeetingTypes(meetings.GetValueOrDefault(plan.MeetingType), $"meetings.{plan.MeetingType}"))
            {
                yield return finding;
            }
        }
    }

    private IEnumerable<string> Types() => plan.LinkedTypes.Where(type => type != ObjectTypes.Meetings || !connection.Meetings.Types.IsEmpty).Prepend(ObjectTypes.Deals);

    /// <summary>
    /// One request for each scope. The write is asked with no record in it: HubSpot looks at the scope first, and nothing is there to
    /// change.
    /// </summary>
    private IEnumerable<(string Scope, Func<Task<object>> Ask)> Probes(CancellationToken cancellationToken)
    {
        foreach (var type in plan.LinkedTypes.Prepend(ObjectTypes.Deals))
        {
            // Meetings are read with the contacts' scope.
            yield return ($"crm.objects.{(type == ObjectTypes.Meetings ? ObjectTypes.Contacts : type)}.read",
                async () => await api.ListAsync(type, new ListQuery([ObjectTypes.StampOf(type)], [], 1, null), cancellationToken));
        }

        yield return ("crm.objects.deals.write", async () => await api.UpdateBatchAsync(ObjectTypes.Deals, new BatchUpdateRequest([]), cancellationToken));
        if (connection.Tasks is not null)
        {
            yield return ("crm.objects.contacts.write", async () => await api.UpdateBatchAsync(ObjectTypes.Tasks, new BatchUpdateRequest([]), cancellationToken));
        }
    }

    private IEnumerable<CheckFinding> Fields(CheckRequest request, Dictionary<string, FrozenDictionary<string, CrmField>> fields)
    {
        var check = new FieldCheck(connection, request.Values, new HubSpotGuide(), ReadinessProperties.IsShipped);
        foreach (var (name, source) in connection.Fields)
        {
            if (Vocabulary.TryFind(name, out var word) && ObjectOf(name) is { } type && fields.TryGetValue(type, out var known))
            {
                foreach (var finding in check.Read(word, type, known))
                {
                    yield return word == Role ? finding with { Area = CheckArea.Roles } : finding;
                }
            }
        }

        foreach (var finding in fields.TryGetValue(ObjectTypes.Deals, out var deals) ? check.Written(ObjectTypes.Deals, deals) : [])
        {
            yield return finding;
        }
    }

    private static readonly Field? Role = Vocabulary.TryFind("contact.roles", out var role) ? role : null;

    /// <summary>The object a word's property stands on; null for what contacts and meetings tell by themselves.</summary>
    private static string? ObjectOf(string word) => word switch
    {
        "contact.count" => null,
        "meeting.type" => ObjectTypes.Meetings,
        _ when word.StartsWith("meeting.", StringComparison.Ordinal) => null,
        _ when word.StartsWith("company.", StringComparison.Ordinal) => ObjectTypes.Companies,
        _ when word.StartsWith("contact.", StringComparison.Ordinal) => ObjectTypes.Contacts,
        _ => ObjectTypes.Deals,
    };

    private async IAsyncEnumerable<CheckFinding> DealsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!connection.Deals.Pipelines.IsEmpty || !connection.Deals.Stages.IsEmpty)
        {
            var (list, failed) = await AskAsync(CheckArea.Permissions, "crm.schemas.deals.read", () => api.ListPipelinesAsync(ObjectTypes.Deals, cancellationToken));
            foreach (var finding in failed is not null ? [failed] : OfPipelines(list!))
            {
                yield return finding;
            }
        }

        if (!connection.Deals.Owners.IsEmpty)
        {
            var (owners, failed) = await AskAsync(CheckArea.Permissions, "crm.objects.owners.read", () => OwnersAsync(cancellationToken), $"Crms:{connection.Name}:Deals:Owners");
            var findings = failed is not null
                // Cycles do without this scope; only the check cannot look.
                ? [failed with { Severity = CheckSeverity.Warning, Problem = $"The owners of the settings cannot be looked up. {failed.Problem}" }]
                : _filters.Owners(
                    owners!.DistinctBy(owner => owner.Id).ToDictionary(owner => owner.Id, owner => $"{owner.FirstName} {owner.LastName}".Trim(), StringComparer.Ordinal),
                    owners!.Where(owner => owner.UserId is not null).DistinctBy(owner => owner.UserId).ToDictionary(owner => owner.UserId!, owner => owner.Id, StringComparer.Ordinal),
                    "deals.hubspot_owner_id");
            foreach (var finding in findings)
            {
                yield return finding;
            }
        }
    }

    private IEnumerable<CheckFinding> OfPipelines(PipelineList list)
    {
        var pipelines = list.Results.Where(pipeline => pipeline.Archived is not true).ToList();
        var chosen = connection.Deals.Pipelines;
        var stages = pipelines.Where(pipeline => chosen.IsEmpty || chosen.Contains(pipeline.Id)).SelectMany(pipeline => pipeline.Stages).Where(stage => stage.Archived is not true).ToList();
        return _filters.Pipelines(Named(pipelines, pipeline => pipeline.Id, pipeline => pipeline.Label), "Settings > Objects > Deals > Pipelines")
            .Concat(stages.Count == 0 ? [] : _filters.Stages(
                Named(stages, stage => stage.Id, stage => stage.Label),
                stages.Where(stage => stage.Metadata?.GetValueOrDefault("isClosed").ToString() is "true" or "True").Select(stage => stage.Id).ToHashSet(StringComparer.Ordinal),
                "deals.dealstage"));
    }

    private async Task<IReadOnlyList<CrmOwner>> OwnersAsync(CancellationToken cancellationToken)
    {
        var all = new List<CrmOwner>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? after = null;
        do
        {
            var page = await api.ListOwnersAsync(after, cancellationToken);
            all.AddRange(page.Results);
            after = page.Paging?.Next?.After;
        }
        while (after is not null && seen.Add(after));
        return all;
    }

    private static Dictionary<string, string> Named<T>(IEnumerable<T> things, Func<T, string> id, Func<T, string?> label) =>
        things.DistinctBy(id).ToDictionary(id, thing => label(thing) ?? id(thing), StringComparer.Ordinal);

    private static async Task<(T? Answer, CheckFinding? Failed)> AskAsync<T>(CheckArea area, string place, Func<Task<T>> ask, string? setting = null)
        where T : class
    {
        try
        {
            return (await ask(), null);
        }
        catch (CrmException failed)
        {
            return (null, AccountCheck.Failed(area, failed.Failure, place, setting));
        }
    }
}
