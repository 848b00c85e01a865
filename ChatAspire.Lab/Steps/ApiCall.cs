using System.Diagnostics;
using System.Text;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary>
/// An action that this process performs through an API, instead of a command on a host. It is printed as the CLI command with the same
/// effect. Values that are unknown before it runs, such as the id of a group not yet created, are printed in capital letters.
/// </summary>
/// <param name="Invoke">Performs the call, and returns the part of the response to show.</param>
public sealed record ApiCall(string Program, IReadOnlyList<string> Arguments, Func<CancellationToken, Task<string>> Invoke)
    : HostCommand(Program, Arguments)
{
    /// <summary>Performs the call, and returns the response as the result of a command with exit code 0.</summary>
    /// <param name="place">The name of the machine that the result states.</param>
    internal async Task<CommandResult> InvokeAsync(string place, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var response = await Invoke(cancellation);
        return new CommandResult(place, this, 0, Encoding.UTF8.GetBytes(response), "", Stopwatch.GetElapsedTime(started));
    }
}
