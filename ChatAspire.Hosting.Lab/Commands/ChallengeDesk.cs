using ChatAspire.Lab.Challenges;
using ChatAspire.Lab.Lifecycle;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>Runs the actions of challenges on a lab, and formats their results as Markdown in the requested language.</summary>
internal sealed class ChallengeDesk(LabSession lab, string language)
{
    private readonly ChallengeSession _session = new(lab, _ => { });
    private readonly ChallengeWords _words = ChallengeWords.In(language);

    /// <summary>Lists all challenges, and marks those that were tried on this lab.</summary>
    public ExecuteCommandResult List()
    {
        var rows = ChallengeBook.All.Select(challenge => new[]
        {
            $"{challenge.Level}", challenge.Name, ReadOutline(challenge.Name).Title,
            _session.MarkOf(challenge.Name) is { } mark ? _words.Say(mark) : "",
        });
        var table = MarkdownText.Table(
            [_words.Say("report-level"), _words.Say("report-challenge"), "", _words.Say("report-result")], rows);
        return ConsoleCommand.Markdown(succeeded: true, $"{ChallengeBook.All.Count} challenges.", table);
    }

    /// <summary>Breaks the lab, and returns the challenge's story.</summary>
    /// <param name="name">The challenge; null lets the seed choose.</param>
    /// <param name="seed">Null for a random seed.</param>
    /// <param name="level">The level to choose from; null for all levels.</param>
    public async Task<ExecuteCommandResult> StartAsync(string? name, long? seed, int? level, CancellationToken cancellation)
    {
        var chosen = seed ?? ChallengeBook.RandomSeed();
        var challenge = ChallengeBook.Choose(name, chosen, level);
        var (record, example) = await _session.StartAsync(challenge, chosen, cancellation);
        var text = ReadText(record.Name, example);
        var started = _words.Say("started", record.Name, $"{challenge.Level}", $"{record.Seed}");
        return ConsoleCommand.Markdown(
            succeeded: true, started,
            $"### {MarkdownText.Escape(text.Title)}\n\n{MarkdownText.Prose(text.Story)}**{MarkdownText.Escape(started)}**\n\n"
            + MarkdownText.Prose($"{_words.Say("next")}\n\n{_words.Say("dashboard")}"));
    }

    /// <summary>Checks, by the lab's state and by packets, if the challenge is solved. The result is a success, solved or not.</summary>
    public async Task<ExecuteCommandResult> CheckAsync(CancellationToken cancellation)
    {
        var attempt = await _session.CheckAsync(cancellation);
        var record = _session.Running!;
        var result = attempt.IsSolved
            ? _words.Say("solved", _words.Duration(attempt.Time - record.Started), $"{record.Attempts.Count}", $"{record.Hints.Count}")
            : _words.Say("not-solved", $"{attempt.Remarks.Count}");
        return ConsoleCommand.Markdown(succeeded: true, result, $"**{MarkdownText.Escape(result)}**\n\n{Items(attempt.Remarks)}");
    }

    /// <summary>Comments on the learner's attempts, and returns the next hint.</summary>
    public async Task<ExecuteCommandResult> HintAsync(CancellationToken cancellation)
    {
        var name = _session.Running?.Name;
        var count = name is null ? 0 : ReadOutline(name).Hints.Count;
        var (number, advice, example) = await _session.HintAsync(count, cancellation);
        var title = _words.Say("hint", $"{number}", $"{count}");
        return ConsoleCommand.Markdown(
            succeeded: true, title,
            $"{Items(advice)}### {MarkdownText.Escape(title)}\n\n{MarkdownText.Prose(ReadText(name!, example).Hints[number - 1])}");
    }

    /// <summary>Returns the text that explains the cause and its cure.</summary>
    public async Task<ExecuteCommandResult> SolutionAsync(CancellationToken cancellation)
    {
        var (record, example) = await _session.SolutionAsync(cancellation);
        var text = ReadText(record.Name, example);
        return ConsoleCommand.Markdown(
            succeeded: true, text.Title, $"### {MarkdownText.Escape(text.Title)}\n\n{MarkdownText.Prose(text.Solution)}");
    }

    /// <summary>Ends the challenge, and restores the lab. The result is a failure if traffic still does not pass.</summary>
    public async Task<ExecuteCommandResult> ResetAsync(CancellationToken cancellation)
    {
        var (record, remarks) = await _session.ResetAsync(cancellation);
        var isBroken = remarks.Any(remark => remark.Kind == RemarkKind.Traffic);
        var result = _words.Say(isBroken ? "reset-failed" : "reset", record.Name);
        return ConsoleCommand.Markdown(!isBroken, result, $"**{MarkdownText.Escape(result)}**\n\n{Items(remarks)}");
    }

    /// <summary>Reads a challenge's text without filling its placeholders; only its title and the number of hints are usable.</summary>
    private ChallengeText ReadOutline(string name) => ChallengeText.Read(name, language, new Dictionary<string, string>());

    private ChallengeText ReadText(string name, ChallengeCase example) => ChallengeText.Read(name, language, example.Values);

    private string Items(IReadOnlyList<Remark> remarks) => remarks.Count == 0
        ? ""
        : $"{string.Join('\n', remarks.Select(remark => $"- {MarkdownText.Prose(_words.Say(remark)).TrimEnd()}"))}\n\n";
}
