using System.Runtime.CompilerServices;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>What is misconfigured between a connection and its org.</summary>
/// <param name="api">The org.</param>
/// <param name="connection">The connection.</param>
/// <param name="leads">Whether leads take the premises too.</param>
/// <param name="session">Signs in and makes sure of the API version.</param>
/// <param name="limits">What is used of the allowance.</param>
/// <param name="clock">The org's clock.</param>
/// <param name="time">This machine's clock.</param>
internal sealed class SalesforceCheck(
    ISalesforceApi api, CrmConnection connection, bool leads, Func<ICrmCache, CancellationToken, Task> session, LimitInfo limits, ServerClock clock, TimeProvider time) : ICrmCheck
{
    private readonly AccountCheck _account = new(connection);
    private readonly OrgMakeUp _org = new(api);

    /// <inheritdoc/>
    public IAsyncEnumerable<CheckFinding> CheckAsync(CheckRequest request, CancellationToken cancellationToken) => AccountCheck.ToldOnce(LookAsync(request, cancellationToken));

    private async IAsyncEnumerable<CheckFinding> LookAsync(CheckRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await limits.ShareAsync(request.Cache, cancellationToken);
        if (await FailureOfAsync(() => session(request.Cache, cancellationToken)) is { } refused)
        {
            var isVersion = refused.Code == SalesforceCrm.VersionNotOffered;
            yield return AccountCheck.Failed(CheckArea.Credentials, refused, "the sign-in", $"Crms:{connection.Name}:Salesforce{(isVersion ? ":ApiVersion" : "")}") with
            {
                Cause = isVersion ? CheckCause.Settings : CheckCause.Environment,
            };
            // A clock that is off is a common cause of a refused assertion, and even a refusal tells the time.
            if (AccountCheck.Clock(clock.Now, time.GetUtcNow()) is { Severity: > CheckSeverity.Info } skewed)
            {
                yield return skewed;
            }

            yield break;
        }

        yield return CheckFinding.Fine(CheckArea.Credentials, "The org lets the service's user in and speaks the API version of the settings.");
        yield return AccountCheck.Clock(clock.Now, time.GetUtcNow());
        await foreach (var finding in ZoneAsync(cancellationToken))
        {
            yield return finding;
        }

        if (limits.Quota.Account is { } told)
        {
            yield return _account.Limits(told.Limit - told.Left, told.Limit, limits.Quota.Use.Used, "Setup > Company Information > API Requests, Last 24 Hours");
        }

        var described = new Dictionary<string, ObjectDescription>(StringComparer.Ordinal);
        foreach (var name in Objects())
        {
            ObjectDescription? description = null;
            if (await FailureOfAsync(async () => description = await api.DescribeAsync(name, cancellationToken)) is { } failed)
            {
                yield return AccountCheck.Failed(CheckArea.Permissions, failed, name);
            }
            else if (description is null)
            {
                yield return new CheckFinding(CheckSeverity.Error, CheckArea.Permissions, "The service's user cannot read it.", FailureTable.FieldRemedy) { Place = name };
            }
            else
            {
                described[name] = description;
            }
        }

        await foreach (var finding in leads ? LeadFields.CheckAsync(api, connection, cancellationToken) : AsyncEnumerable.Empty<CheckFinding>())
        {
            yield return finding;
        }

        if (described.TryGetValue(SalesforceOwnerTasks.Object, out var task) && task.Createable is false)
        {
            yield return new CheckFinding(CheckSeverity.Error, CheckArea.Permissions, "The service's user may not make tasks.", SalesforceOwnerTasks.Remedy)
            { Place = SalesforceOwnerTasks.Object, Setting = $"Crms:{connection.Name}:Tasks:Enabled" };
        }

        if (described.TryGetValue(Names.Opportunity, out var opportunity))
        {
            if (opportunity.Updateable is false)
            {
                yield return new CheckFinding(
                    CheckSeverity.Error,
                    CheckArea.Permissions,
                    "The service's user may not edit opportunities.",
                    "Give it Edit on Opportunity: Setup > Permission Sets > Readiness integration > Object Settings > Opportunity, and assign the set to the user.") { Place = Names.Opportunity };
            }

            await foreach (var finding in FieldsAsync(request, described, cancellationToken))
            {
                yield return finding;
            }

            await foreach (var finding in MailsAsync(cancellationToken))
            {
                yield return finding;
            }

            await foreach (var finding in new SalesforceFilters(api, connection).CheckAsync(described, cancellationToken))
            {
                yield return finding;
            }
        }
    }

    private IEnumerable<string> Objects() =>
    [
        Names.Opportunity, Names.Event, Names.ContactRole,
        .. FieldPaths.OfCompany(connection).Count > 0 ? [Names.Account] : Array.Empty<string>(),
        .. connection.Tasks is not null ? [SalesforceOwnerTasks.Object] : Array.Empty<string>(),
    ];

    private async IAsyncEnumerable<CheckFinding> ZoneAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Zone = "TimeZoneSidKey";
        string? zone = null;
        var failed = await FailureOfAsync(async () =>
        {
            var answer = await api.QueryAsync(new SoqlQuery(new SoqlNames("Organization", [Names.Id, Zone]), [Names.Id, Zone]), all: false, cancellationToken);
            zone = answer.Records.Count == 1 ? answer.Records[0].Text(Zone) : null;
        });
        foreach (var finding in failed is not null
            ? [AccountCheck.Failed(CheckArea.Clock, failed, "Organization.TimeZoneSidKey") with { Severity = CheckSeverity.Warning }]
            : _account.Zone(zone, "Setup > Company Information > Default Time Zone", time.GetUtcNow()))
        {
            yield return finding;
        }
    }

    private async IAsyncEnumerable<CheckFinding> FieldsAsync(
        CheckRequest request, Dictionary<string, ObjectDescription> described, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var history = await _org.HistoryAsync(cancellationToken);
        var custom = await _org.CustomFieldsAsync(cancellationToken);
        var fields = described.ToDictionary(one => one.Key, one => DescribedFields.Of(one.Value, one.Key == Names.Opportunity ? history.Tracked : null), StringComparer.Ordinal);
        await RelateAsync(described[Names.Opportunity], fields[Names.Opportunity], cancellationToken);
        var check = new FieldCheck(connection, request.Values, new SalesforceGuide(), ReadinessCustomFields.IsShipped, custom?.Select(name => $"{Names.Opportunity}.{name}").ToHashSet(StringComparer.OrdinalIgnoreCase));
        var findings = Hidden(fields).Concat(Mapped(check, fields)).Concat(check.Written(Names.Opportunity, fields[Names.Opportunity])).ToList();
        foreach (var finding in findings)
        {
            yield return finding;
        }

        if (!findings.Exists(finding => finding.Severity > CheckSeverity.Info))
        {
            yield return CheckFinding.Fine(CheckArea.Fields, $"{connection.Fields.Count} mapped fields and {connection.WriteTo.Properties.Count()} targets are there, of the right type and permitted.");
        }

        if (history.IsOff && FieldPaths.Answers(connection).Count > 0)
        {
            yield return new CheckFinding(
                CheckSeverity.Warning,
                CheckArea.Fields,
                "Field history of opportunities cannot be read: answers are of unknown age, count for ever, and never grow stale.",
                "Switch on Setup > Object Manager > Opportunity > Fields & Relationships > Set History Tracking > Enable Opportunity Field History, and tick the readiness fields.") { Place = Names.FieldHistory };
        }
        else if (history.Tracked is null && FieldPaths.Answers(connection).Count > 0)
        {
            yield return new CheckFinding(
                CheckSeverity.Info,
                CheckArea.Fields,
                "The org does not tell this user which fields keep their history.",
                "Look at Setup > Object Manager > Opportunity > Fields & Relationships > Set History Tracking: every answer that is to grow stale is ticked there.") { Place = Names.Opportunity };
        }
    }

    /// <summary>Not every org keeps mails, and not every user sees them.</summary>
    private async IAsyncEnumerable<CheckFinding> MailsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var canBeRead = false;
        if (Mails.AreAsked(connection) && (await FailureOfAsync(async () => canBeRead = await Mails.CanBeReadAsync(api, cancellationToken)) is not null || !canBeRead))
        {
            yield return new CheckFinding(
                CheckSeverity.Warning,
                CheckArea.Permissions,
                "The service's user cannot read mails on opportunities: when they last wrote is not known, and nobody is told that they have gone quiet.",
                $"Switch on Setup > Enhanced Email and let the user see the opportunities' mails; or map a date/time field of your own on Opportunity as \"{Mails.Word}\"; or unmap it with null.")
            { Setting = $"Crms:{connection.Name}:Fields:{Mails.Word}", Place = Mails.Object };
        }
    }

    /// <summary>Fields every reading needs, whatever is mapped.</summary>
    private static IEnumerable<CheckFinding> Hidden(Dictionary<string, Dictionary<string, CrmField>> fields)
    {
        foreach (var (name, needed) in new[] { (Names.Opportunity, Names.OpportunityFields), (Names.Event, Names.EventFields), (Names.ContactRole, Names.ContactRoleFields) })
        {
            foreach (var field in fields.TryGetValue(name, out var known) ? needed.Where(field => !known.ContainsKey(field)) : [])
            {
                yield return new CheckFinding(CheckSeverity.Error, CheckArea.Fields, "It is hidden from the service's user, and every reading needs it.", $"Give the user read access: Setup > Permission Sets > Readiness integration > Object Settings > {name} > {field}.") { Place = $"{name}.{field}" };
            }
        }
    }

    private IEnumerable<CheckFinding> Mapped(FieldCheck check, Dictionary<string, Dictionary<string, CrmField>> fields)
    {
        foreach (var (word, source) in connection.Fields)
        {
            if (!Vocabulary.TryFind(word, out var field) || word is "contact.count" || Mails.IsSource(source))
            {
                continue;
            }

            var name = FieldPaths.IsOfCompany(word) ? Names.Account
                : FieldPaths.IsOfDeal(word) ? Names.Opportunity
                : word.StartsWith("meeting.", StringComparison.Ordinal) ? Names.Event
                : Names.ContactRole;
            if (!fields.TryGetValue(name, out var known) || (!known.ContainsKey(source.From) && ReadPlan.IsOptional(word, source)))
            {
                continue;
            }

            foreach (var finding in check.Read(field, name, known))
            {
                yield return word is "contact.roles" ? finding with { Area = CheckArea.Roles } : finding;
            }
        }
    }

    /// <summary>Adds what mapped paths such as <c>RecordType.DeveloperName</c> lead to.</summary>
    private async Task RelateAsync(ObjectDescription opportunity, Dictionary<string, CrmField> fields, CancellationToken cancellationToken)
    {
        foreach (var path in FieldPaths.OfDeal(connection).Where(path => path.Contains('.', StringComparison.Ordinal)))
        {
            var parts = path.Split('.');
            var lookup = opportunity.Fields?.FirstOrDefault(field => string.Equals(field.RelationshipName, parts[0], StringComparison.OrdinalIgnoreCase));
            ObjectDescription? target = null;
            if (lookup?.ReferenceTo is [var first, ..] targets
                && await FailureOfAsync(async () => target = await api.DescribeAsync(targets.Contains("User", StringComparer.Ordinal) ? "User" : first, cancellationToken)) is null
                && target?.Fields?.FirstOrDefault(field => string.Equals(field.Name, parts[1], StringComparison.OrdinalIgnoreCase)) is { } found)
            {
                fields[path] = DescribedFields.Related(path, found);
            }
        }
    }

    private static async Task<CrmFailure?> FailureOfAsync(Func<Task> ask)
    {
        try
        {
            await ask();
            return null;
        }
        catch (CrmException failed)
        {
            return failed.Failure;
        }
    }
}
