using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Tests.Inspection;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>A host that records the commands of a walk, answers with a recorded network, and lets no connection succeed.</summary>
internal sealed class RecordingHost(string probe, string route) : ICommandRunner
{
    /// <summary>An empty tar file: two blocks of zeros.</summary>
    private static readonly byte[] NoFiles = new byte[1024];

    public List<HostCommand> Commands { get; } = [];

    public string Name => probe.Split('.')[0];

    public async Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation)
    {
        Commands.Add(command);
        byte[] output = [];
        if (ReferenceEquals(command, HostProbe.Commands[0]))
        {
            output = Fixture.Read(probe);
        }
        else if (command.Arguments.Contains("route"))
        {
            output = System.Text.Encoding.UTF8.GetBytes(route);
        }
        else if (command.Input is { IsEndSignal: true } input)
        {
            await using var hold = input.Open();
            await hold.CopyToAsync(Stream.Null, cancellation);
            output = NoFiles;
        }

        var isTraffic = command.Arguments.Contains("curl") || command.Program == "curl";
        return new CommandResult(Name, command, isTraffic ? 7 : 0, output, isTraffic ? "Connection refused" : "", TimeSpan.Zero);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
