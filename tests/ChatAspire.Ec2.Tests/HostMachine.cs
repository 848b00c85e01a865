using ChatAspire.FakeEc2;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.Ec2.Tests;

/// <summary>An instance that is a container; its volume is removed with it.</summary>
internal sealed class HostMachine(string container, string publicAddress, string privateAddress) : Machine
{
    // Follows the output of process 1 until the container ends for any reason.
    private readonly ChildProcess _console = ChildProcess.Start("docker", ["logs", "-f", container]);

    public override string PublicAddress => publicAddress;

    public override string PrivateAddress => privateAddress;

    public override string Console => _console.Output;

    public override Task PoweredOff => _console.WaitForExitAsync(Timeout.InfiniteTimeSpan);

    /// <summary>Completes when the machine has booted.</summary>
    public Task Booted { get; private set; } = Task.CompletedTask;

    /// <summary>Starts the user data, whose output goes to the machine's console.</summary>
    public void Boot(MachineRequest request) => Booted = RunAsync(
        new HostCommand("docker", "exec", "-i", container, "sh", "-c", """exec cloud-init "$1" > /proc/1/fd/1 2>&1""", "sh",
            request.AuthorizedKey!)
            .WithSecret(new("user-data", request.UserData)));

    /// <summary>Runs a command on the machine without SSH.</summary>
    public Task<string> RunAsync(params IReadOnlyList<string> command) =>
        RunAsync(new HostCommand("docker", ["exec", container, .. command]));

    public override async ValueTask DisposeAsync()
    {
        await HostMachines.DockerAsync("rm", "-fv", container);
        await HostMachines.DockerAsync("volume", "rm", container);
        await _console.DisposeAsync();
    }

    private static async Task<string> RunAsync(HostCommand command)
    {
        await using var here = new LocalMachine();
        return (await here.RunAsync(command, default)).Check().Output;
    }
}
