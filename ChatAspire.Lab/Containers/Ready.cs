using System.Globalization;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Containers;

/// <summary>Waiting for what a container serves, on its host: one command that asks until it is so.</summary>
internal static class Ready
{
    /// <summary>A .NET program's first start on a busy machine.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <param name="container">Whose answer it is. One that does not run gives none, and is not waited for.</param>
    /// <param name="question">A shell command with positional arguments that succeeds when it is so.</param>
    public static Step Step(string container, string why, string question, params IReadOnlyList<string> arguments) => new()
    {
        Title = $"{container} answers",
        Section = "3-6",
        Why = why,
        Probe = Steps.Step.Ask(
            HostCommand.Shell(
                $$$"""
                [ "$(docker inspect -f '{{.State.Running}}' {{{ShellQuote.Word(container)}}} 2>/dev/null)" = true ] || { echo 'it does not run' >&2; exit 1; }
                {{{Loop(question, Deadline)}}}
                """, arguments).WithTimeout(Deadline + Deadline),
            result => result.Succeeded ? Finding.Satisfied()
                : Finding.Blocked(result.Error.Trim() is { Length: > 0 } error ? error : $"not within {Deadline.TotalSeconds} s", $"See why, on its host: docker logs {container}")),
    };

    /// <summary>Asks ten times a second.</summary>
    public static HostCommand Until(string question, TimeSpan deadline, params IReadOnlyList<string> arguments) =>
        HostCommand.Shell(Loop(question, deadline), arguments).WithTimeout(deadline + deadline);

    private static string Loop(string question, TimeSpan deadline) => string.Create(CultureInfo.InvariantCulture, $$"""
        end=$(($(date +%s) + {{deadline.TotalSeconds}}))
        until {{question}}; do
            [ "$(date +%s)" -lt "$end" ] || exit 1
            sleep 0.1
        done
        """);
}
