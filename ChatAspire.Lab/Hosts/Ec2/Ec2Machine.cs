using System.Diagnostics;
using System.Text;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Where EC2's calls run: AWS. It has no shell and no ports.</summary>
internal sealed class Ec2Machine : ICommandRunner
{
    public string Name => "aws";

    public async Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = await ((Call)command).Invoke(cancellation);
        return new CommandResult(Name, command, 0, Encoding.UTF8.GetBytes(answer), "", Stopwatch.GetElapsedTime(started));
    }

    public Task<PortForward> ForwardLocalAsync(string address, int port, int localPort, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<PortForward> ForwardRemoteAsync(int port, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
