using System.CommandLine;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.Lessons;
using ChatAspire.Lab.State;
using Spectre.Console;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>lesson 3-1</c> … <c>3-6</c>: a section of the chapter as a guided run.</summary>
internal static class LessonCommand
{
    public static Command Create()
    {
        var section = new Argument<string>("section") { Description = $"The chapter's section: {string.Join(", ", LessonBook.Sections)}." };
        section.AcceptOnlyFromAmong([.. LessonBook.Sections]);
        var language = new Option<string>("--lang") { Description = "en or ja. Default: as the locale says.", DefaultValueFactory = _ => LessonWords.Default };
        language.AcceptOnlyFromAmong([.. LessonWords.All.Select(words => words.Language)]);
        var yes = new Option<bool>("--yes", "-y") { Description = "Run through without asking." };
        var markdown = new Option<FileInfo?>("--markdown") { Description = "Run through, and write the lesson as a document.", HelpName = "FILE" };
        var verb = new Command("lesson", "Run a section of the chapter on the lab: each command, why, its real output, what to notice.")
        {
            section, language, yes, markdown,
        };
        var lab = new LabOptions(verb);
        verb.SetAction((parsed, cancellation) => CliHost.GuardAsync(async () =>
        {
            var session = lab.Read(parsed);
            var words = LessonWords.In(parsed.GetValue(language)!);
            // Opened before anything runs: a document that cannot be written should not cost a lesson.
            using var document = parsed.GetValue(markdown) is { } file ? new LessonFile(file.ToString()) : null;
            using var held = LabLock.Take(session.Directory, $"lesson {parsed.GetValue(section)}");
            await using var connected = await session.OpenAsync(cancellation);
            var place = await LessonPlace.OfAsync(connected, session.Source is Ec2Hosts, cancellation);
            var lesson = LessonBook.Open(parsed.GetValue(section)!, place);
            await using (var lessonRun = new LessonRun(lesson, place, [.. connected.Hosts.Select(host => host.Host)]))
            {
                await lessonRun.BeginAsync(cancellation);
                if (document is null)
                {
                    await ShowAsync(lesson, lessonRun, words, ask: !parsed.GetValue(yes), cancellation);
                }
                else
                {
                    document.Write(await WriteAsync(lesson, lessonRun, words, cancellation));
                }
            }

            await Console.Error.WriteLineAsync(words.End);
            return CliHost.Done;
        }));
        return verb;
    }

    private static async Task ShowAsync(Lesson lesson, LessonRun run, LessonWords words, bool ask, CancellationToken cancellation)
    {
        var screen = new LessonScreen(LessonText.Read(lesson.Section, words.Language), words, AnsiConsole.Console);
        screen.Begin();
        foreach (var (number, item) in lesson.Items.Index())
        {
            screen.Announce(item, number + 1, lesson.Items.Count, run.Fill);
            if (ask && !await GoesOnAsync(words, cancellation))
            {
                return;
            }

            screen.Show(item, await run.RunAsync(item, cancellation));
        }
    }

    private static async Task<string> WriteAsync(Lesson lesson, LessonRun run, LessonWords words, CancellationToken cancellation)
    {
        var page = new LessonPage(lesson, words.Language);
        foreach (var (number, item) in lesson.Items.Index())
        {
            await Console.Error.WriteLineAsync($"{lesson.Section}  {number + 1}/{lesson.Items.Count}  {item.Key}");
            page.Add(item, await run.RunAsync(item, cancellation));
        }

        return page.Text;
    }

    /// <returns>False for q, and for an input that has ended.</returns>
    private static async Task<bool> GoesOnAsync(LessonWords words, CancellationToken cancellation)
    {
        await Console.Out.WriteAsync($"\n{words.Prompt}");
        // Not ReadLineAsync: a console's cannot be cancelled (dotnet/runtime#27434), and Ctrl-C must not wait for Enter.
        var answer = await Task.Run(Console.ReadLine, CancellationToken.None).WaitAsync(cancellation);
        return answer is not null && !answer.Trim().Equals("q", StringComparison.OrdinalIgnoreCase);
    }
}
