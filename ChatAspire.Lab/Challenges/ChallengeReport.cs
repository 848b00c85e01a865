using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatAspire.Lab.Challenges;

/// <summary>A report for a teacher: every challenge on a lab, with its checks and hints.</summary>
/// <param name="Learner">The learner's name; empty if none was given.</param>
/// <param name="Written">The time when the report was created.</param>
internal sealed record ChallengeReport(
    string Lab, string Learner, DateTimeOffset Written, IReadOnlyList<ReportedChallenge> Challenges)
{
    /// <summary>Creates the report from the records, with titles and remarks in a language, "en" or "ja".</summary>
    public static ChallengeReport Of(
        string lab, string learner, DateTimeOffset written, IReadOnlyList<ChallengeRecord> records, string language) =>
        new(lab, learner, written, [.. records.Select(record => ReportedChallenge.Of(record, language))]);

    /// <summary>Serializes the report as one JSON document; non-ASCII text, such as Japanese, is not escaped.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Readable.ChallengeReport) + "\n";

    /// <summary>Formats the report as a Markdown document.</summary>
    public string ToMarkdown(string language)
    {
        var words = ChallengeWords.In(language);
        var text = new StringBuilder($"# {words.Say("report-title", Lab)}\n\n");
        if (Learner.Length > 0)
        {
            text.Append($"- {words.Say("report-name")}: {Escaped(Learner)}\n");
        }

        text.Append($"- {words.Say("report-time")}: {Time(Written)}\n\n");
        string[] columns =
            ["report-challenge", "report-level", "report-seed", "report-started", "report-result", "report-checks", "report-hints"];
        text.Append($"| {string.Join(" | ", columns.Select(column => words.Say(column)))} |\n")
            .Append($"|{string.Concat(columns.Select(_ => "---|"))}\n");
        foreach (var challenge in Challenges)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {challenge.Title} (`{challenge.Name}`) | {challenge.Level} | {challenge.Seed} ")
                .Append($"| {Time(challenge.Started)} | {Result(challenge, words)} ")
                .Append(CultureInfo.InvariantCulture, $"| {challenge.Checks.Count} | {challenge.HintsAfterSeconds.Count} |\n");
        }

        foreach (var challenge in Challenges)
        {
            text.Append($"\n## {challenge.Title}\n\n");
            foreach (var (_, line) in Lines(challenge, words).OrderBy(line => line.Seconds))
            {
                text.Append($"- {line}\n");
            }
        }

        return text.ToString();
    }

    private static IEnumerable<(double Seconds, string Line)> Lines(ReportedChallenge challenge, ChallengeWords words)
    {
        foreach (var check in challenge.Checks)
        {
            var found = check.Remarks.Count == 0 ? words.Say("report-ok") : string.Join(" ", check.Remarks);
            yield return (check.AfterSeconds, $"{words.Say("report-attempt", Duration(check.AfterSeconds))}: {found}");
        }

        foreach (var (number, after) in challenge.HintsAfterSeconds.Index())
        {
            yield return (after, words.Say("report-hint", $"{number + 1}", Duration(after)));
        }

        if (challenge.SolutionAfterSeconds is { } shown)
        {
            yield return (shown, words.Say("report-solution", Duration(shown)));
        }

        string Duration(double seconds) => words.Duration(TimeSpan.FromSeconds(seconds));
    }

    private static string Result(ReportedChallenge challenge, ChallengeWords words) => challenge switch
    {
        { SolvedAfterSeconds: { } solved } => words.Say("report-solved", words.Duration(TimeSpan.FromSeconds(solved))),
        { EndedAfterSeconds: { } ended } => words.Say("report-given-up", words.Duration(TimeSpan.FromSeconds(ended))),
        _ => words.Say("report-open"),
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Escapes a name, so that Markdown and HTML in it have no effect; a control character becomes a space.</summary>
    private static string Escaped(string name) => string.Concat(name.Select(letter =>
        char.IsControl(letter) ? " " : "\\`*_{}[]<>#|&".Contains(letter, StringComparison.Ordinal) ? $"\\{letter}" : $"{letter}"));
}

/// <summary>A challenge in a <see cref="ChallengeReport"/>. Seconds count from its start; null if the event did not happen.</summary>
internal sealed record ReportedChallenge(
    string Name, string Title, int Level, long Seed, DateTimeOffset Started, double? SolvedAfterSeconds, double? EndedAfterSeconds,
    double? SolutionAfterSeconds, IReadOnlyList<double> HintsAfterSeconds, IReadOnlyList<ReportedCheck> Checks)
{
    public static ReportedChallenge Of(ChallengeRecord record, string language)
    {
        var words = ChallengeWords.In(language);
        var text = ChallengeText.Read(record.Name, language, new Dictionary<string, string>());
        return new(
            record.Name, text.Title, ChallengeBook.Find(record.Name).Level, record.Seed, record.Started, After(record.Solved),
            After(record.Ended), After(record.SolutionShown), [.. record.Hints.Select(hint => After(hint)!.Value)],
            [.. record.Attempts.Select(attempt => new ReportedCheck(
                After(attempt.Time)!.Value, attempt.IsSolved, [.. attempt.Remarks.Select(words.Say)]))]);

        double? After(DateTimeOffset? time) => time is { } at ? Math.Round((at - record.Started).TotalSeconds, 1) : null;
    }
}

/// <summary>A check in a <see cref="ReportedChallenge"/>; its time is in seconds since the challenge's start.</summary>
internal sealed record ReportedCheck(double AfterSeconds, bool Solved, IReadOnlyList<string> Remarks);

/// <summary>The source-generated serializer of reports.</summary>
[JsonSourceGenerationOptions]
[JsonSerializable(typeof(ChallengeReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    public static ReportJson Readable { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    });
}
