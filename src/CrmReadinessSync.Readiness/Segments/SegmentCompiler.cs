using System.Globalization;

namespace CrmReadinessSync.Readiness;

/// <summary>Reads <c>Segments</c> and the windows of <c>MeetingClock</c> once the premises are known to be sound.</summary>
internal sealed class SegmentCompiler(
    SettingsDocument document, ICollection<SettingsFault> faults, IReadOnlyList<Premise> premises, PhaseRules phases, double unknownCredit)
{
    private static readonly string[] MayChange = ["Labels", "Topic", "Essential", "Weight", "CapsTalkAt", "Met", "Ask", "AskAgain"];
    private static readonly string[] NeverChange = ["Answers", "Unmet", "StaleAfter", "FiscalYear", "MetUntil"];

    private readonly SettingsReader _root = new(document, faults);

    /// <summary>The segments, the most specific first, the one of all other deals last.</summary>
    public IReadOnlyList<Segment> Compile()
    {
        var rest = new Segment(null, LocalText.None, [], new Stance(premises, phases, unknownCredit), []);
        rest = rest with { Windows = [.. Windows(document.Section("MeetingClock"), rest.Stance)] };
        var segments = new List<Segment>();
        foreach (var (name, reader) in _root.Objects("Segments"))
        {
            reader.OnlyKeys("When", "Labels", "Premises", "MeetingClock");
            var own = Premises(name, reader);
            var stance = own.SequenceEqual(premises) ? rest.Stance : new Stance(own, phases, unknownCredit);
            segments.Add(new Segment(name, reader.Local("Labels"), [.. Conditions(name, reader)], stance, [.. Windows(MeetingClockOf(name), stance)]));
        }

        RefuseAnswers(segments);
        if (faults.Count == 0)
        {
            // Of conditions that could not be read nobody can say whether they tie.
            RefuseTies(segments);
        }

        if (faults.Count == 0)
        {
            Prove(rest, segments);
        }

        return [.. segments.OrderByDescending(segment => segment.When.Length), rest];
    }

    private static List<Condition> Conditions(string name, SettingsReader reader)
    {
        var conditions = new List<Condition>();
        var fields = reader.Object("When");
        foreach (var key in fields?.Keys ?? [])
        {
            if (fields!.FieldNamed(key) is { } field)
            {
                conditions.AddRange(ConditionCompiler.Compile(field, fields, ConditionUse.Segment));
            }
        }

        if (fields is null || !fields.Keys.Any())
        {
            reader.Fault("When", "The segment has no condition.", "Name at least one field and an operator.", name);
        }

        return conditions;
    }

    private List<Premise> Premises(string segment, SettingsReader reader)
    {
        var own = premises.ToList();
        var known = own.ConvertAll(premise => premise.Name);
        foreach (var (name, patch) in reader.Objects("Premises"))
        {
            var index = known.IndexOf(name);
            if (index < 0)
            {
                // A shipped segment may speak of a shipped premise that this document removed.
                if (!RulesDocument.StandardPremises.Contains(name))
                {
                    reader.Object("Premises")!.Fault(name, "There is no premise of that name.", NearestName.Remedy(name, known), name);
                }

                continue;
            }

            foreach (var key in NeverChange.Where(patch.Has))
            {
                patch.Fault(key, "A segment never changes what says no, nor how long an answer counts.", $"Change one of: {string.Join(", ", MayChange)}.", key);
            }

            patch.OnlyKeys([.. MayChange, .. NeverChange]);
            var path = $"Segments:{segment}:Premises:{name}";
            var merged = document.Section("Premises")!.Section(name)!.MergedWith(Section(path)).Under($"{document.Path}:{path}");
            own[index] = PremiseCompiler.Compile(name, new SettingsReader(merged, faults));
        }

        return own;
    }

    private SettingsDocument? MeetingClockOf(string segment)
    {
        var common = document.Section("MeetingClock");
        var own = document.Section("Segments")!.Section(segment)!.Section("MeetingClock");
        return own is null || common is null ? own ?? common : common.MergedWith(own).Under(own.Path);
    }

    /// <summary>A nearer window keeps what the further ones ask for: coming nearer never loosens.</summary>
    private List<MeetingWindow> Windows(SettingsDocument? clock, Stance stance)
    {
        var windows = new List<MeetingWindow>();
        if (clock is null)
        {
            return windows;
        }

        var reader = new SettingsReader(clock, faults).OnlyKeys("Windows");
        var read = reader.Objects("Windows").Select(window => (window.Key, window.Value, Before: window.Value.Duration("Before")?.Ticks ?? 0)).ToList();
        foreach (var (name, window, before) in read.OrderByDescending(window => window.Before))
        {
            window.OnlyKeys("Before", "Premises");
            if (!window.Has("Before"))
            {
                window.Fault("Before", "The window does not say when it opens.", $"Say how long before the meeting. {Durations.Remedy}", name);
            }
            else if (before > 0 && windows.Exists(other => other.Before == before))
            {
                window.Fault("Before", "Two windows open at the same time.", "Join them, or let one open later.", name);
            }

            stance = Tightened(window, stance);
            windows.Insert(0, new MeetingWindow(name, before, stance));
        }

        return windows;
    }

    private Stance Tightened(SettingsReader window, Stance stance)
    {
        var own = stance.Premises.ToList();
        var known = own.ConvertAll(premise => premise.Name);
        foreach (var (name, patch) in window.Objects("Premises"))
        {
            patch.OnlyKeys("Essential", "CapsTalkAt");
            var index = known.IndexOf(name);
            if (index < 0)
            {
                window.Object("Premises")!.Fault(name, "There is no premise of that name.", NearestName.Remedy(name, known), name);
                continue;
            }

            var before = own[index];
            if (patch.Has("Essential") && !patch.Boolean("Essential") && before.IsEssential)
            {
                patch.Fault("Essential", "A window may only tighten, and the premise is essential outside it.", "Remove the key, or the window.", "false");
            }

            var (unknown, unmet) = PremiseCompiler.Ceilings(patch, (before.CeilingWhenUnknown, before.CeilingWhenUnmet));
            if (unknown > before.CeilingWhenUnknown || unmet > before.CeilingWhenUnmet)
            {
                patch.Fault(
                    "CapsTalkAt",
                    $"A window may only tighten: outside it the premise allows {before.CeilingWhenUnknown} while unknown and {before.CeilingWhenUnmet} while unmet.",
                    "Name depths that go no further.",
                    patch.Json("CapsTalkAt")!.ToJsonString());
            }

            own[index] = before.With(before.IsEssential || patch.Boolean("Essential"), unknown, unmet);
        }

        return own.SequenceEqual(stance.Premises) ? stance : new Stance(own, phases, unknownCredit);
    }

    /// <summary>Were a premise's own answer to choose the segment, a better answer could lead to less (law 3).</summary>
    private void RefuseAnswers(List<Segment> segments)
    {
        var read = segments.SelectMany(segment => segment.Stance.Premises).Concat(premises).ToList();
        foreach (var segment in segments)
        {
            foreach (var field in segment.When.Select(condition => condition.Field).Distinct().Where(field => field.Kind is FieldKind.Answer))
            {
                if (read.Find(premise => premise.Fields.Contains(field)) is { } premise)
                {
                    _root.Fault(
                        $"Segments:{segment.Name}:When:{field.Name}",
                        $"Law 3: the field {field.Name} is an answer to {premise.Name}, and a better answer must not move a deal to harder rules.",
                        "Let the segment look at the deal, the company or an answer that no premise reads.",
                        field.Name);
                }
            }
        }
    }

    private void RefuseTies(List<Segment> segments)
    {
        for (var i = 1; i < segments.Count; i++)
        {
            var one = segments[i];
            if (segments.Take(i).FirstOrDefault(other => other.When.Length == one.When.Length && other.MayOverlap(one)) is { } tied)
            {
                _root.Fault(
                    $"Segments:{one.Name}",
                    string.Create(CultureInfo.InvariantCulture, $"A tie: one deal could be in this segment and in \"{tied.Name}\", and both have {one.When.Length} condition(s), so that neither is more specific."),
                    "Add a condition to one of them, or let them name different values of one field.",
                    one.Name);
            }
        }
    }

    private void Prove(Segment rest, List<Segment> segments)
    {
        foreach (var segment in segments.Prepend(rest))
        {
            // What is broken for all deals is told once.
            if (segment.Name is not null && faults.Count > 0 && segment == segments[0])
            {
                return;
            }

            var where = segment.Name is null ? "" : $"Segments:{segment.Name}";
            if (segment.Name is null || segment.Stance != rest.Stance)
            {
                Tell(where, segment.Name is null ? "" : $"In the segment \"{segment.Name}\": ", LawProofs.Check(segment.Stance.Premises, segment.Stance.Outcomes));
            }

            if (segment.Name is not null)
            {
                Tell(where, "", LawProofs.SameNo(segment.Name, premises, rest.Stance.Outcomes, segment.Stance.Outcomes));
            }

            var outer = segment.Stance;
            foreach (var window in segment.Windows.Reverse())
            {
                if (window.Stance != outer)
                {
                    var clock = $"{(where.Length == 0 ? "" : where + ":")}MeetingClock:Windows:{window.Name}";
                    Tell(clock, $"In the window \"{window.Name}\": ", LawProofs.Check(window.Stance.Premises, window.Stance.Outcomes));
                    Tell(clock, "", LawProofs.OnlyTightens(window.Name, premises, outer.Outcomes, window.Stance.Outcomes));
                    outer = window.Stance;
                }
            }
        }
    }

    private void Tell(string where, string prefix, IEnumerable<BrokenLaw> laws)
    {
        foreach (var law in laws)
        {
            var path = where.Length == 0 ? law.Path : law.Path.StartsWith("Premises:", StringComparison.Ordinal) ? $"{where}:{law.Path}" : where;
            _root.Fault(path, prefix + law.Problem, law.Remedy);
        }
    }

    private SettingsDocument Section(string path) =>
        path.Split(':').Aggregate(document, (section, key) => section.Section(key)!);
}
