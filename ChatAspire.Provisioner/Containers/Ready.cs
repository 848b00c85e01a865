using System.Globalization;
using ChatAspire.Provisioner.Remote;
using ChatAspire.Provisioner.Steps;

namespace ChatAspire.Provisioner.Containers;

/// <summary>Waiting for what a container serves, on its host: one command that asks until it is so.</summary>
internal static class Ready
{
    /// <summary>A .NET program's first start on a busy machine.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <param name="question">A shell command with positional arguments that succeeds when it is so.</param>
    /// <param name="tryNext">Shows why not.</param>
    public static Step Step(string title, string why, string question, string tryNext, params IReadOnlyList<string> arguments) => new()
    {
        Title = title,
        Section = "3-6",
        Why = why,
        Probe = Steps.Step.Ask(
            Until(question, Deadline, arguments),
            result => result.Succeeded ? Finding.Satisfied() : Finding.Blocked($"not within {Deadline.TotalSeconds} s {result.Error.Trim()}".TrimEnd(), $"See why, on its host: {tryNext}")),
    };

    /// <summary>Asks ten times a second.</summary>
    public static Command Until(string question, TimeSpan deadline, params IReadOnlyList<string> arguments) => Command.Shell(
        string.Create(CultureInfo.InvariantCulture, $$"""
        end=$(($(date +%s) + {{deadline.TotalSeconds}}))
        until {{question}}; do
            [ "$(date +%s)" -lt "$end" ] || exit 1
            sleep 0.1
        done
        """), arguments).Within(deadline + deadline);
}
