using System.Globalization;

namespace CrmReadinessSync.Readiness;

/// <summary>Reads a merged rules document into compiled rules, collecting every fault on the way.</summary>
internal sealed class RulesCompiler(SettingsDocument document, List<SettingsFault> faults)
{
    private static readonly Dictionary<Phase, TalkDepth> DefaultCeilings = new()
    {
        [Phase.NotBuying] = TalkDepth.Pause,
        [Phase.Gathering] = TalkDepth.ExamplesAndPriceRange,
        [Phase.Deciding] = TalkDepth.Terms,
        [Phase.Unclear] = TalkDepth.Proposal,
    };

    private readonly SettingsReader _root = new(document, faults);

    public ReadinessRules? Compile()
    {
        _root.OnlyKeys(RulesDocument.Keys);
        var unknownCredit = _root.Number("UnknownCredit", 0, 1, otherwise: 0.3);
        var premises = Premises();
        var phases = Phases(premises);
        var signs = Signs(premises);
        var overriding = OverrideRule.Of(_root);
        var hollow = HollowRule.Of(_root);
        var gap = Gap();
        var calendar = Calendar();
        if (faults.Count > 0)
        {
            return null;
        }

        var segments = new SegmentCompiler(document, faults, premises, phases, unknownCredit).Compile();
        RefuseFieldsOfPremises(signs, segments);
        return faults.Count > 0 ? null : new ReadinessRules(segments, signs, overriding, hollow, gap, calendar, RulesFingerprint.Of(document));
    }

    private List<Premise> Premises()
    {
        if (!_root.Has("Premises") || !_root.Objects("Premises").Any())
        {
            _root.Fault("Premises", "There is no premise.", "Name at least one, or start from \"Base\": \"Standard\".");
        }

        var premises = new List<Premise>();
        foreach (var (name, reader) in _root.Objects("Premises"))
        {
            premises.Add(PremiseCompiler.Compile(name, reader));
        }

        if (premises.Count > FindingsCode.MostPremises)
        {
            _root.Fault(
                "Premises",
                $"There are {premises.Count} premises; the laws are proved for at most {FindingsCode.MostPremises}.",
                "Join some: a premise may have several fields and routes.",
                premises.Count.ToString(CultureInfo.InvariantCulture));
        }

        return premises;
    }

    private PhaseRules Phases(List<Premise> premises)
    {
        var known = premises.ConvertAll(premise => premise.Name);
        var phases = _root.Object("Phases")?.OnlyKeys(nameof(Phase.NotBuying), nameof(Phase.Gathering), nameof(Phase.Deciding));
        var ceilings = new Dictionary<Phase, TalkDepth>(DefaultCeilings);
        if (_root.Object("PhaseCeilings")?.OnlyKeys(Enum.GetNames<Phase>()) is { } given)
        {
            foreach (var phase in Enum.GetValues<Phase>())
            {
                ceilings[phase] = given.Name<TalkDepth>(phase.ToString()) ?? ceilings[phase];
            }
        }

        return new PhaseRules(Routes(Phase.NotBuying), Routes(Phase.Gathering), Routes(Phase.Deciding), ceilings);

        List<PhaseRoute> Routes(Phase phase)
        {
            var routes = new List<PhaseRoute>();
            foreach (var (name, route) in phases?.Objects(phase.ToString()) ?? [])
            {
                if (!route.Keys.Any())
                {
                    phases!.Object(phase.ToString())!.Fault(name, "The route names no premise.", "Name at least one premise and the finding it needs.");
                }

                foreach (var premise in route.Keys.Where(premise => !known.Contains(premise)).ToList())
                {
                    route.Fault(premise, "There is no premise of that name.", $"{NearestName.Remedy(premise, known)} Or remove the route with null.", premise);
                }

                routes.Add(new PhaseRoute(name, [.. route.Keys.Where(known.Contains)
                    .Select(premise => KeyValuePair.Create(known.IndexOf(premise), route.Names<Finding>(premise).ToArray()))]));
            }

            return routes;
        }
    }

    private List<SignRule> Signs(List<Premise> premises)
    {
        var signs = new List<SignRule>();
        foreach (var (name, reader) in _root.Objects("WarningSigns"))
        {
            if (reader.Text("Kind") is not { } kindName)
            {
                reader.Fault("Kind", "The sign has no kind.", NearestName.Remedy("", SignKinds.ByName.Keys));
                continue;
            }

            if (!SignKinds.ByName.TryGetValue(kindName, out var kind))
            {
                reader.Fault("Kind", "The kind of sign is unknown.", NearestName.Remedy(kindName, SignKinds.ByName.Keys), kindName);
                continue;
            }

            reader.OnlyKeys(["Kind", "Labels", "ExpiresAfter", "NotMet", .. kind.Keys]);
            if (!reader.Has("ExpiresAfter"))
            {
                reader.Fault("ExpiresAfter", "Law 4: a warning sign must expire.", $"Say after how long. {Durations.Remedy}");
            }

            var notMet = NotMet(reader, premises);
            if (kind.Compile(name, reader.Local("Labels"), reader.Duration("ExpiresAfter") ?? TimeSpan.FromDays(90), reader) is { } sign && notMet is not null)
            {
                sign.NotMet = [.. notMet];
                signs.Add(sign);
            }
        }

        return signs;
    }

    /// <summary>
    /// The premises that keep a sign from showing, by index. Null when one of them is a shipped premise that this document removed:
    /// the sign was about it and goes with it.
    /// </summary>
    private static List<int>? NotMet(SettingsReader reader, List<Premise> premises)
    {
        var known = premises.ConvertAll(premise => premise.Name);
        var names = reader.Texts("NotMet") ?? [];
        var removed = names.Where(name => !known.Contains(name)).ToList();
        foreach (var name in removed.Except(RulesDocument.StandardPremises))
        {
            reader.Fault("NotMet", "There is no premise of that name.", NearestName.Remedy(name, known), name);
        }

        return removed.Count > 0 ? null : [.. names.Select(name => known.IndexOf(name))];
    }

    /// <summary>A sign on a premise's own field could make a better answer lead to less: laws 3 and 4.</summary>
    private void RefuseFieldsOfPremises(List<SignRule> signs, IReadOnlyList<Segment> segments)
    {
        var premises = segments.Reverse().SelectMany(segment => segment.Stance.Premises).ToList();
        foreach (var sign in signs)
        {
            foreach (var field in sign.Fields)
            {
                if (premises.Find(premise => premise.Fields.Contains(field)) is { } premise)
                {
                    _root.Fault(
                        $"WarningSigns:{sign.Name}",
                        $"Law 4: the field {field.Name} already speaks for {premise.Name}, and a sign must not turn an answer against it.",
                        "Let the sign look at a field that no premise reads.",
                        field.Name);
                }
            }
        }
    }

    private GapRule Gap()
    {
        var gap = _root.Object("Gap")?.OnlyKeys("LateStages", "CloseWithin", "Forecasts");
        return new GapRule(Folded("LateStages"), gap?.Duration("CloseWithin")?.Ticks ?? 0, Folded("Forecasts"));

        IReadOnlyList<string> Folded(string key) => [.. (gap?.Texts(key) ?? []).Select(TextFolding.Fold)];
    }

    private BusinessCalendar Calendar()
    {
        var calendar = _root.Object("Calendar")?.OnlyKeys("FiscalYearEnds", "Holidays");
        var fiscal = new FiscalYear(3, 31);
        if (calendar?.Text("FiscalYearEnds") is { } end)
        {
            // A leap year lends its 29 February.
            if (DateOnly.TryParseExact($"2024-{end}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                fiscal = new FiscalYear(day.Month, day.Day);
            }
            else
            {
                calendar.Fault("FiscalYearEnds", "This is not a day of the year.", "Write month and day: \"03-31\".", end);
            }
        }

        var holidays = new List<DateOnly>();
        foreach (var text in calendar?.Texts("Holidays") ?? [])
        {
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                holidays.Add(day);
            }
            else
            {
                calendar!.Fault("Holidays", "This is not a date.", "Write year, month and day: \"2027-01-01\".", text);
            }
        }

        return new BusinessCalendar(fiscal, holidays);
    }
}
