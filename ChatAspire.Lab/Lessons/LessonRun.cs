using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lessons;

/// <summary>Runs a lesson's items one after another, and restores the hosts when disposed.</summary>
/// <param name="place">The lab on which the lesson runs.</param>
/// <param name="hosts">The lab's hosts.</param>
public sealed partial class LessonRun(Lesson lesson, LessonPlace place, IReadOnlyList<ICommandRunner> hosts) : IAsyncDisposable
{
    private readonly LessonShell _shell = new(place.Spec);
    private readonly Dictionary<string, string> _values = new(place.Values);
    private bool _begun;

    /// <summary>Removes the remains of a killed lesson, and checks that the names the lesson creates are unused.</summary>
    /// <exception cref="UserErrorException">A name is in use, or some remains cannot be removed.</exception>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        await CleanAsync(cancellation);
        foreach (var host in hosts)
        {
            if ((await host.RunAsync(LessonShell.FindInUse(lesson.Makes), cancellation)).Check().Lines is [var taken, ..])
            {
                throw new UserErrorException(
                    $"{host.Name}: the lesson creates a {taken}, but one exists already that no lesson created.",
                        "Remove or rename it, then start the lesson again.");
            }
        }

        _begun = true;
    }

    /// <summary>Replaces the placeholders in a command by their values; a placeholder without a known value stays.</summary>
    /// <param name="text"><see cref="LessonLine.Typed"/> or <see cref="LessonLine.Run"/>.</param>
    public string Fill(string text) => Placeholder().Replace(text, name => _values.GetValueOrDefault(name.Groups[1].Value, name.Value));

    /// <summary>
    /// Runs one item: starts its listeners and runs its other commands, in order, then ends the listeners and reads their output.
    /// </summary>
    /// <returns>Results in the order of the item's commands.</returns>
    /// <exception cref="LessonFailedException">A command failed without <see cref="LessonLine.MayFail"/>, or had no effect.</exception>
    /// <exception cref="CommandFailedException">A listener did not start, or a command timed out.</exception>
    public async Task<IReadOnlyList<LessonResult>> RunAsync(LessonItem item, CancellationToken cancellation)
    {
        var results = new LessonResult[item.Commands.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var command = item.Commands[i];
            if (command.Listens is { } listens)
            {
                (await Host(command).RunAsync(_shell.Listen(item.Key, Fill(command.Run), listens.Ready), cancellation)).Check();
            }
            else
            {
                results[i] = await RunAsync(command, _shell.Run(Fill(command.Run)), cancellation);
            }
        }

        for (var i = 0; i < results.Length; i++)
        {
            if (item.Commands[i] is { Listens: { } listens } command)
            {
                results[i] = await RunAsync(command, LessonShell.StopListening(item.Key, listens.Until), cancellation);
            }
        }

        return results;
    }

    /// <summary>Restores the hosts if the lesson began, also after a failure or Ctrl-C.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_begun)
        {
            await CleanAsync(CancellationToken.None);
        }
    }

    private async Task<LessonResult> RunAsync(LessonLine command, HostCommand script, CancellationToken cancellation)
    {
        var host = Host(command);
        var result = await host.RunAsync(script, cancellation);
        var shown = Printable(result.Succeeded && result.Output.Length > 0 ? result.Output : result.Output + result.Error);
        if (!result.Succeeded && !command.MayFail)
        {
            throw Failed(command, $"exit code {result.ExitCode}", shown);
        }

        foreach (var (name, pattern) in command.Captures)
        {
            _values[name] = Regex.Match(shown, pattern, RegexOptions.Multiline) is { Success: true } match
                ? match.Groups[1].Value
                : throw Failed(command, $"nothing in its output matches {pattern}", shown);
        }

        if (command.Settles is { } condition && !(await host.RunAsync(_shell.Await(Fill(condition)), cancellation)).Succeeded)
        {
            throw Failed(command, $"no effect within 10 s: {Fill(condition)}", shown);
        }

        return new LessonResult(command, Fill(command.Typed), Fill(command.Run), shown);
    }

    private LessonFailedException Failed(LessonLine command, string why, string output) => new(
        $"{command.Host}: {why}, from\n{Indented(Fill(command.Run))}\n{Indented(output.TrimEnd())}");

    private static string Indented(string text) => "    " + text.ReplaceLineEndings("\n    ");

    private ICommandRunner Host(LessonLine command) => hosts.Single(host => host.Name == command.Host);

    /// <summary>Removes everything that lessons created, on every host; a failure on one host does not stop the others.</summary>
    /// <exception cref="UserErrorException">A host could not be cleaned; with several failures, the first one.</exception>
    private async Task CleanAsync(CancellationToken cancellation)
    {
        ExceptionDispatchInfo? first = null;
        foreach (var host in hosts)
        {
            try
            {
                var cleaned = await host.RunAsync(_shell.Clean(), cancellation);
                if (!cleaned.Succeeded && cleaned.Lines is { Count: > 0 } obstacles)
                {
                    throw new UserErrorException(
                        $"{host.Name}: cannot remove everything that a lesson created: {string.Join("; ", obstacles)}.",
                        $"Remove these containers on {host.Name} (docker rm -f …); the next lesson removes the rest before it starts.");
                }

                cleaned.Check();
            }
            catch (UserErrorException e)
            {
                first ??= ExceptionDispatchInfo.Capture(e);
            }
        }

        first?.Throw();
    }

    /// <summary>Removes control characters except line breaks and tabs, because payloads may contain terminal escape sequences.</summary>
    private static string Printable(string output) => Control().Replace(output, "");

    [GeneratedRegex(@"<(\w+)>")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"[\p{Cc}-[\n\t]]")]
    private static partial Regex Control();
}

/// <summary>The result of a command.</summary>
/// <param name="Typed">The chapter's command, with this lab's values.</param>
/// <param name="Ran">The command that ran.</param>
/// <param name="Output">Standard output; also standard error, if the command failed or printed nothing else. No control characters.</param>
public sealed record LessonResult(LessonLine Command, string Typed, string Ran, string Output);

/// <summary>A command of a lesson did not have the effect that the lesson shows.</summary>
public sealed class LessonFailedException(string message)
    : UserErrorException(message, "Run `chatlab verify` to find out what is wrong with the lab.");
