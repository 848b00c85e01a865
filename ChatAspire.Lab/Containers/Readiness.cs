using System.Globalization;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Containers;

/// <summary>Waits, on its host, until a container's service answers.</summary>
internal static class Readiness
{
    /// <summary>Long enough for the first start of a .NET program on a busy machine.</summary>
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    /// <summary>The deadline of <c>status</c> and <c>verify</c>, which did not just start the container.</summary>
    private static readonly TimeSpan CheckDeadline = TimeSpan.FromSeconds(5);

    /// <summary>The resource that the step provides: the container's service.</summary>
    public static string Service(string container) => $"service {container}";

    /// <param name="container">The container that answers. If it is not running, the step fails at once.</param>
    /// <param name="requires">Other resources that the service depends on.</param>
    /// <param name="question">A shell command with positional arguments that succeeds once the service answers.</param>
    public static Step Step(string container, IReadOnlyList<string> requires, string why, string question,
        params IReadOnlyList<string> arguments) => new()
        {
            Title = $"{container} answers",
            Section = "3-6",
            Why = why,
            Provides = Service(container),
            Requires = [container, .. requires],
            Probe = Probe(container, StartDeadline, question, arguments),
            Check = Probe(container, CheckDeadline, question, arguments),
        };

    /// <summary>Creates a command that repeats the question every 0.1 s until it succeeds, and fails at the deadline.</summary>
    public static HostCommand Until(string question, TimeSpan deadline, params IReadOnlyList<string> arguments) =>
        HostCommand.Shell(Loop(question, deadline), arguments).WithTimeout(deadline + deadline);

    private static Func<ICommandRunner, CancellationToken, Task<Finding>> Probe(
        string container, TimeSpan deadline, string question, IReadOnlyList<string> arguments) => Steps.Step.Ask(
            HostCommand.Shell(
                $$$"""
                if [ "$(docker inspect -f '{{.State.Running}}' {{{ShellQuote.Word(container)}}} 2>/dev/null)" != true ]; then
                    echo '{{{container}}} is not running' >&2
                    exit 1
                fi
                {{{Loop(question, deadline)}}}
                """, arguments).WithTimeout(deadline + deadline),
            result => result.Succeeded ? Finding.Satisfied() : Finding.Blocked(
                result.Error.Trim() is { Length: > 0 } error ? error : $"no answer within {deadline.TotalSeconds} s",
                $"Read the container's log: chatlab ssh HOST -- docker logs {container}"));

    private static string Loop(string question, TimeSpan deadline) => string.Create(CultureInfo.InvariantCulture, $$"""
        end=$(($(date +%s) + {{deadline.TotalSeconds}}))
        until {{question}}; do
            [ "$(date +%s)" -lt "$end" ] || exit 1
            sleep 0.1
        done
        """);
}
