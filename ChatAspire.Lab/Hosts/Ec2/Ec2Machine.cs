using System.Diagnostics;
using System.Text;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Runs calls of the EC2 API. It has no shell.</summary>
internal sealed class Ec2Machine : ICommandRunner
{
    public string Name => "aws";

    public async Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = await ((Call)command).Invoke(cancellation);
        return new CommandResult(Name, command, 0, Encoding.UTF8.GetBytes(answer), "", Stopwatch.GetElapsedTime(started));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
