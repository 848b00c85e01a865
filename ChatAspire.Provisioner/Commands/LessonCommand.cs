using System.CommandLine;
using System.Diagnostics;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.Lessons;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.State;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>lesson 3-1</c> … <c>3-6</c>: runs a section of the chapter step by step, or writes it as a document.</summary>
internal static class LessonCommand
{
    public static CliCommand Create()
    {
        var section = new Argument<string>("section") { Description = $"The chapter's section: {string.Join(", ", LessonBook.Sections)}." };
        section.Restrict("section", [.. LessonBook.Sections]);
        string[] languages = [.. LessonWords.All.Select(words => words.Language)];
        var language = new Option<string>("--lang")
        {
            Description = "The language. Default: the locale's.",
            HelpName = string.Join('|', languages),
            DefaultValueFactory = _ => LessonWords.Default,
        };
        language.Restrict("language", languages);
        var yes = new Option<bool>("--yes", "-y") { Description = "Run every item without asking." };
        var markdown = new Option<FileInfo?>("--markdown")
        {
            Description = "Run every item, and write the lesson as a document.",
            HelpName = "FILE",
        };
        var verb = new CliCommand("lesson", VerbGroup.Network, "Run a section of the chapter: each command, its output, what to notice.")
        {
            Examples =
            [
                new("chatlab lesson 3-1", "step through the section"),
                new("chatlab lesson 3-5 --lang ja --markdown lesson.md", "write it as a document, in Japanese"),
            ],
        };
        verb.Add(section);
        verb.AddAll(language, yes, markdown);
        var lab = new LabOptions(verb);
        verb.SetBody(async (parsed, cancellation) =>
        {
            var started = Stopwatch.GetTimestamp();
            var session = lab.Read(parsed);
            var words = LessonWords.In(parsed.GetValue(language)!);
            var name = parsed.GetValue(section)!;
            // Opens the file early, so that an unwritable path fails before the lesson runs.
            using var document = parsed.GetValue(markdown) is { } file ? new LessonFile(file.ToString()) : null;
            using var held = LabLock.Take(session.Directory, $"lesson {name}");
            var (connected, place) = await OpenAsync(session, cancellation);
            await using var _ = connected;
            var lesson = LessonBook.Open(name, place);
            await using (var run = new LessonRun(lesson, place, [.. connected.Hosts.Select(host => host.Host)]))
            {
                await run.BeginAsync(cancellation);
                if (document is null)
                {
                    await ShowAsync(lesson, run, words, ask: !parsed.GetValue(yes), cancellation);
                }
                else
                {
                    document.Write(await WriteAsync(lesson, run, words, cancellation));
                    FileNotice.Write("lesson", $"{parsed.GetValue(markdown)}");
                }
            }

            Terminal.WriteMessage($"✓ {name}: {words.End} {Verdict.Seconds(Stopwatch.GetElapsedTime(started))}", "green");
            return ExitCodes.Success;
        });
        return verb;
    }

    private static async Task<(ConnectedLab Lab, LessonPlace Place)> OpenAsync(LabSession session, CancellationToken cancellation)
    {
        using var activity = ActivityLine.Begin($"Connecting to lab {session.Spec.Name}…");
        var connected = await session.OpenAsync(cancellation);
        try
        {
            return (connected, await LessonPlace.OfAsync(connected, session.Source is Ec2Hosts, cancellation));
        }
        catch
        {
            await connected.DisposeAsync();
            throw;
        }
    }

    private static async Task ShowAsync(Lesson lesson, LessonRun run, LessonWords words, bool ask, CancellationToken cancellation)
    {
        var screen = new LessonScreen(LessonText.Read(lesson.Section, words.Language), words, Terminal.Out);
        await new LessonGuide(
            screen,
            async _ => !ask || await ContinuesAsync(words, cancellation),
            number => ActivityLine.BeginOnTerminal($"Running {number}…")).ShowAsync(lesson, run, cancellation);
    }

    private static async Task<string> WriteAsync(Lesson lesson, LessonRun run, LessonWords words, CancellationToken cancellation)
    {
        var page = new LessonPage(lesson, words.Language);
        foreach (var (number, item) in lesson.Items.Index())
        {
            Terminal.WriteMessage($"{lesson.Section}  {number + 1}/{lesson.Items.Count}  {item.Key}");
            page.Add(item, await run.RunAsync(item, cancellation));
        }

        return page.Text;
    }

    /// <summary>Waits for Enter before the next item.</summary>
    /// <returns>False when the user types q, or the input ends.</returns>
    private static async Task<bool> ContinuesAsync(LessonWords words, CancellationToken cancellation)
    {
        await Console.Out.WriteAsync($"\n{words.Prompt}");
        // Console.In.ReadLineAsync cannot be cancelled (dotnet/runtime#27434), but Ctrl-C must not wait for Enter.
        var answer = await Task.Run(Console.ReadLine, CancellationToken.None).WaitAsync(cancellation);
        return answer is not null && !answer.Trim().Equals("q", StringComparison.OrdinalIgnoreCase);
    }
}
