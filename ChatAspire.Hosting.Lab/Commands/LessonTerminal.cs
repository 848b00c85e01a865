using ChatAspire.Hosting.Lab.Operations;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.Lessons;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>Runs a lesson step by step in a terminal of the dashboard.</summary>
/// <remarks>The lesson runs in the AppHost. The terminal's program copies output and input through two named pipes.</remarks>
internal static class LessonTerminal
{
    private const int Columns = 120;

    // In a shell without job control, a background command gets /dev/null as its input, so descriptor 3 passes the terminal on to it.
    private const string Program =
        """
        exec 3<&0
        cat "$1" & output=$!
        cat <&3 >"$2" & input=$!
        trap 'kill $output $input 2>/dev/null; exit 130' INT HUP TERM
        wait $output
        kill $input 2>/dev/null
        """;

    /// <summary>Opens a terminal and starts the lesson in it, in the background; the lesson waits for Enter before each step.</summary>
    /// <exception cref="UserErrorException">Section or language is unknown, the lab is in use, or the AppHost runs on Windows.</exception>
    public static async Task<ExecuteCommandResult> OpenAsync(LabConsole console, IServiceProvider services, string section, string language)
    {
        if (!LessonBook.Sections.Contains(section) || LessonWords.All.All(words => words.Language != language))
        {
            throw new UserErrorException(
                $"Lesson {section} in {language} does not exist.",
                $"Choose one of {string.Join(", ", LessonBook.Sections)}, "
                + $"in {string.Join(" or ", LessonWords.All.Select(one => one.Language))}.");
        }

        if (OperatingSystem.IsWindows())
        {
            throw new UserErrorException("The dashboard shows no lessons on Windows.", $"Run it in a terminal: chatlab lesson {section}");
        }

        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var held = LabLock.Take(console.Lab.Session.Directory, $"lesson {section}");
        try
        {
            var pipes = await TerminalPipes.CreateAsync(stopping);
            try
            {
                DockedTerminal.Open(services, $"lesson {section}", "sh", ["-c", Program, "sh", pipes.Output, pipes.Input]);
            }
            catch
            {
                await pipes.DisposeAsync();
                throw;
            }

            _ = Task.Run(() => RunAsync(console, held, pipes, section, LessonWords.In(language), stopping), CancellationToken.None);
            return CommandResults.Success();
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static async Task RunAsync(
        LabConsole console, LabLock held, TerminalPipes pipes, string section, LessonWords words, CancellationToken stopping)
    {
        using var _ = held;
        using var operation = console.Watch.Begin(state: null);
        await using var terminal = pipes;
        try
        {
            var (output, input) = await pipes.OpenAsync();
            try
            {
                await GuideAsync(console.Lab.Session, output, input, section, words, stopping);
            }
            catch (UserErrorException e)
            {
                await output.WriteLineAsync(ErrorText.Of(e));
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The tab was closed, or the AppHost is stopping; the lesson has already restored the hosts.
        }
        catch (UserErrorException e)
        {
            console.Logs.WriteError(ErrorText.Of(e));
        }
    }

    private static async Task GuideAsync(
        LabSession session, TextWriter output, TextReader input, string section, LessonWords words, CancellationToken stopping)
    {
        await using var connected = await session.OpenAsync(stopping);
        var place = await LessonPlace.OfAsync(connected, session.Source is Ec2Hosts, stopping);
        var lesson = LessonBook.Open(section, place);
        await using (var run = new LessonRun(lesson, place, [.. connected.Hosts.Select(host => host.Host)]))
        {
            await run.BeginAsync(stopping);
            await new LessonGuide(
                new LessonScreen(LessonText.Read(section, words.Language), words, ConsoleOf(output)),
                item => AskAsync(connected.Host(item.Commands[0].Host).Host, output, input, words, stopping),
                _ => null).ShowAsync(lesson, run, stopping);
        }

        await output.WriteLineAsync($"\n✓ {section}: {words.End}");
    }

    /// <summary>Waits for Enter before the next step, and runs any other line typed as a command on the step's host.</summary>
    /// <returns>False when the user types q, or the input ends.</returns>
    private static async Task<bool> AskAsync(
        SshCommandRunner host, TextWriter output, TextReader input, LessonWords words, CancellationToken cancellation)
    {
        while (true)
        {
            await output.WriteAsync($"\n{words.Prompt}");
            // A blocked read of a pipe cannot be cancelled, so cancellation abandons it; the AppHost must not wait for Enter.
            switch (await input.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(cancellation))
            {
                case null or "q" or "Q":
                    return false;
                case var line when line.Trim().Length == 0:
                    return true;
                case var line:
                    await output.WriteLineAsync(await TypedAsync(host, line, cancellation));
                    break;
            }
        }
    }

    private static async Task<string> TypedAsync(SshCommandRunner host, string line, CancellationToken cancellation)
    {
        try
        {
            var result = await host.RunAsync(HostCommand.Shell(line).WithTimeout(TimeSpan.FromSeconds(60)), cancellation);
            return $"{host.Name} $ {line}\n{result.Output}{result.Error}".TrimEnd();
        }
        catch (CommandFailedException e)
        {
            return e.Message;
        }
    }

    private static IAnsiConsole ConsoleOf(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = Columns;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
