using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lessons;

/// <summary>Runs a lesson's items one after another, and leaves the hosts as they were.</summary>
/// <param name="place">Where it runs.</param>
/// <param name="hosts">The lab's hosts.</param>
public sealed partial class LessonRun(Lesson lesson, LessonPlace place, IReadOnlyList<ICommandRunner> hosts) : IAsyncDisposable
{
    private readonly LessonShell _shell = new(place.Spec);
    private readonly Dictionary<string, string> _values = new(place.Values);
    private bool _begun;

    /// <summary>Removes what a killed lesson left, and looks whether the names are free.</summary>
    /// <exception cref="UserErrorException">One is somebody's.</exception>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        await CleanAsync(cancellation);
        foreach (var host in hosts)
        {
            if ((await host.RunAsync(LessonShell.Taken(lesson.Makes), cancellation)).Check().Lines is [var taken, ..])
            {
                throw new UserErrorException(
                    $"{host.Name}: the lesson makes a {taken}, but there is one already that no lesson made.", "Remove or rename it, then begin again.");
            }
        }

        _begun = true;
    }

    /// <summary>A command as it will be run, as far as its values are known by now.</summary>
    /// <param name="text"><see cref="LessonLine.Typed"/> or <see cref="LessonLine.Run"/>.</param>
    public string Fill(string text) => Placeholder().Replace(text, name => _values.GetValueOrDefault(name.Groups[1].Value, name.Value));

    /// <summary>Runs one item: its listener first, if it has one, then the others one after another, then what the listener heard.</summary>
    /// <returns>Results in the order of the item's commands.</returns>
    /// <exception cref="CommandFailedException">A command failed that should not.</exception>
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
                results[i] = await RunAsync(command, LessonShell.Heard(item.Key, listens.Until), cancellation);
            }
        }

        return results;
    }

    /// <summary>Leaves the hosts as they were, also after a failure or Ctrl-C.</summary>
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
            throw Failed(command, $"it has no effect within 10 s: {Fill(condition)}", shown);
        }

        return new LessonResult(command, Fill(command.Typed), Fill(command.Run), shown);
    }

    private LessonFailedException Failed(LessonLine command, string why, string output) => new(
        $"{command.Host}: {why}, from\n    {Fill(command.Run).ReplaceLineEndings("\n    ")}\n    {output.TrimEnd().ReplaceLineEndings("\n    ")}");

    private ICommandRunner Host(LessonLine command) => hosts.Single(host => host.Name == command.Host);

    /// <summary>On every host, also after one where it fails.</summary>
    /// <exception cref="UserErrorException">What came first of what failed.</exception>
    private async Task CleanAsync(CancellationToken cancellation)
    {
        ExceptionDispatchInfo? first = null;
        foreach (var host in hosts)
        {
            try
            {
                var cleaned = await host.RunAsync(_shell.Clean(), cancellation);
                if (!cleaned.Succeeded && cleaned.Lines is { Count: > 0 } inTheWay)
                {
                    throw new UserErrorException(
                        $"{host.Name}: not all that a lesson made can be removed: {string.Join("; ", inTheWay)}.",
                        $"Remove what is in the way on {host.Name} (docker rm -f …); the next lesson removes the rest before it begins.");
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

    /// <summary>Payloads may hold what a terminal would obey.</summary>
    private static string Printable(string output) => Control().Replace(output, "");

    [GeneratedRegex(@"<(\w+)>")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"[\p{Cc}-[\n\t]]")]
    private static partial Regex Control();
}

/// <summary>A command that ran.</summary>
/// <param name="Typed">As the chapter has it, with this lab's values.</param>
/// <param name="Ran">As it was run.</param>
/// <param name="Output">What it printed; its errors where it printed nothing else, or failed.</param>
public sealed record LessonResult(LessonLine Command, string Typed, string Ran, string Output);

/// <summary>A command of a lesson did not do what the lesson shows.</summary>
public sealed class LessonFailedException(string message) : UserErrorException(message, "`chatlab verify` says what is wrong with the lab.");
