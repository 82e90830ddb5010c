namespace CrmReadinessSync.Readiness;

/// <summary>Writes the next step: a question, something to check, what to cover and hold back, or how to part.</summary>
internal sealed class NextStepWriter(RuleWords words, TimeZoneInfo zone)
{
    private readonly RepLanguage _language = words.Language;

    public string Write(Verdict verdict, Question? question, TimeSpan lastDay)
    {
        if (verdict.Override is { } word && word.Flag != word.Computed)
        {
            return FollowTheRep(word, question);
        }

        if (verdict.Flag is Flag.Hold)
        {
            return Part(verdict);
        }

        if (verdict.LeftOpen is { } open)
        {
            return Pause(verdict, open);
        }

        var when = verdict.MeetingStart is not { } start ? "none" : start - verdict.JudgedAt > lastDay ? "before" : "start";
        var meeting = verdict.MeetingStart is { } at ? _language.Moment(at, zone) : "";
        var until = _language[$"until.{verdict.TalkDepth}"];
        if (question is not null)
        {
            var field = words.Label(question.Premise.Name);
            return Fit(
                text => _language.Say($"next.ask.{when}", ("meeting", meeting), ("until", until), ("field", field), ("question", text)),
                words.Text(question));
        }

        if (!verdict.WarningSigns.IsEmpty)
        {
            var signs = _language.List(verdict.WarningSigns.Select(sign => words.Sign(sign)));
            return Fit(text => _language.Say($"next.sign.{when}", ("meeting", meeting), ("until", until), ("sign", text)), signs);
        }

        return Cover(verdict, meeting);
    }

    private string Cover(Verdict verdict, string meeting)
    {
        var when = verdict.MeetingStart is null ? "none" : "meeting";
        var cover = _language[$"cover.{verdict.TalkDepth}"];
        if (verdict.TalkDepth is TalkDepth.Terms)
        {
            return Fit(text => _language.Say($"next.cover.{when}", ("meeting", meeting), ("cover", text)), cover);
        }

        var missing = _language.List(verdict.Findings.Where(f => f.Finding is not Finding.Met).Select(f => words.Label(f.Premise)));
        var back = _language[$"back.{verdict.TalkDepth + 1}"];
        return missing.Length == 0
            ? Fit(text => _language.Say($"next.coverOnly.{when}", ("meeting", meeting), ("back", back), ("cover", text)), cover)
            : Fit(
                text => _language.Say($"next.coverUntil.{when}", ("meeting", meeting), ("cover", cover), ("back", back), ("missing", text)),
                missing);
    }

    /// <summary>A good stop: the meeting is lightened rather than cancelled, a courteous line, a day to come back.</summary>
    private string Part(Verdict verdict)
    {
        var revisit = verdict.RevisitOn is { } day ? _language.Day(day) : "";
        var booked = verdict.MeetingStart is null ? "none" : "meeting";
        var meeting = verdict.MeetingStart is { } at ? _language.Moment(at, zone) : "";
        var trigger = verdict.Trigger is { } words
            ? _language.Say("trigger.words", ("words", TextCutting.Cut(TextCutting.OneLine(words), 40)))
            : _language[$"trigger.{verdict.Phase}"];
        // What a gatherer is offered follows the depth: with a sign, or stricter rules, it is the problem alone.
        var state = verdict is { Phase: Phase.Gathering, TalkDepth: < TalkDepth.ExamplesAndPriceRange } ? "Gathering.problem" : $"{verdict.Phase}";
        var line = _language.Say($"exit.{state}.{booked}", ("revisit", revisit));
        return Fit(
            text => _language.Say($"next.hold.{state}.{booked}", ("meeting", meeting), ("revisit", revisit), ("trigger", trigger), ("exit", text)),
            line);
    }

    /// <summary>Two meetings left the question open: a courteous line rather than the same question again. Only a suggestion.</summary>
    private string Pause(Verdict verdict, string premise)
    {
        var meeting = verdict.MeetingStart is { } at ? _language.Moment(at, zone) : "";
        var line = _language.Say("exit.LeftOpen", ("revisit", verdict.RevisitOn is { } day ? _language.Day(day) : ""));
        return Fit(
            text => _language.Say($"next.leftOpen.{(verdict.MeetingStart is null ? "none" : "meeting")}", ("meeting", meeting), ("field", words.Label(premise)), ("exit", text)),
            line);
    }

    /// <summary>The rep decided; what the premises say stays beside it.</summary>
    private string FollowTheRep(RepOverride word, Question? question)
    {
        var flag = _language.LabelOf(word.Flag);
        var computed = _language.LabelOf(word.Computed);
        var until = words.Until(word, zone);
        return question is null
            ? Fit(text => _language.Say("next.override", ("flag", text), ("until", until), ("computed", computed)), flag)
            : Fit(
                text => _language.Say("next.override.ask", ("flag", flag), ("until", until), ("computed", computed), ("field", words.Label(question.Premise.Name)), ("question", text)),
                words.Text(question));
    }

    /// <summary>Shortens the part that may be long, so that the frame with meeting and field stays whole; in need, all of it.</summary>
    private static string Fit(Func<string, string> frame, string text)
    {
        text = TextCutting.OneLine(text);
        var whole = TextCutting.OneLine(frame(text));
        if (whole.Length > RepTexts.MostNextStep)
        {
            var room = text.Length - (whole.Length - RepTexts.MostNextStep);
            whole = TextCutting.OneLine(frame(TextCutting.Cut(text, Math.Max(room, 1))));
        }

        return TextCutting.Cut(whole, RepTexts.MostNextStep);
    }
}
