using System.Globalization;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Containers;

/// <summary>Creates steps that wait until the service in a container answers on its host.</summary>
internal static class Readiness
{
    /// <summary>The time limit for an answer after a start; covers the first start of a .NET program on a busy machine.</summary>
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    /// <summary>The time limit for an answer in <c>status</c> and <c>verify</c>, where the container was started earlier.</summary>
    private static readonly TimeSpan CheckDeadline = TimeSpan.FromSeconds(5);

    /// <summary>Returns the name of the resource that a readiness step provides.</summary>
    public static string Service(string container) => $"service {container}";

    /// <summary>Creates a step that waits until a container's service answers, and changes nothing.</summary>
    /// <param name="container">The container's name. If the container is not running, the step fails without waiting.</param>
    /// <param name="requires">Resources that the service depends on, besides the container.</param>
    /// <param name="question">A shell command that succeeds once the service answers; <c>$1</c>, <c>$2</c>… are the arguments.</param>
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

    /// <summary>Creates a command that repeats a shell command every 0.1 s until it succeeds, and fails after the deadline.</summary>
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
