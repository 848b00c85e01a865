using ChatAspire.FakeEc2;
using ChatAspire.Network.Execution;

namespace ChatAspire.Ec2.Tests;

/// <summary>An instance that is a container with systemd as process 1; its volume is removed with it.</summary>
/// <param name="firewall">The arguments of the image's firewall script.</param>
internal sealed class HostMachine(
    string container, string publicAddress, string privateAddress, IReadOnlyList<string> firewall, MetadataService metadata) : Machine
{
    /// <summary>The exit code of a process 1 that called reboot(2) to restart: SIGHUP ends it. After a power-off it is SIGINT.</summary>
    private const string Restarts = "129";

    private readonly TaskCompletionSource _poweredOff = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _removed = new();
    private Task _watching = Task.CompletedTask;

    public override string PublicAddress => publicAddress;

    public override string PrivateAddress => privateAddress;

    public override string Console => DockerAsync(CancellationToken.None, "logs", "--tail", "200", container).Result;

    public override Task PoweredOff => _poweredOff.Task;

    /// <summary>The number of boots so far.</summary>
    public int Boots { get; private set; }

    public override void SwitchMetadata(bool on) => metadata.Switch(privateAddress, on);

    /// <summary>Boots the created container, and again whenever it restarts itself, until it powers itself off.</summary>
    public async Task BootAsync()
    {
        await StartAsync();
        _watching = WatchAsync();
    }

    /// <summary>Runs a shell line on the machine without SSH.</summary>
    public Task<CommandResult> TryAsync(string line) => HostMachines.Here.RunAsync(
        new HostCommand("docker", "exec", container, "sh", "-c", line), TestContext.Current.CancellationToken);

    /// <summary>Runs a shell line that must succeed, and returns its output.</summary>
    public async Task<string> RunAsync(string line) => (await TryAsync(line)).Check().Output.Trim();

    public override async ValueTask DisposeAsync()
    {
        await _removed.CancelAsync();
        await _watching;
        await DockerAsync(CancellationToken.None, "rm", "-fv", container);
        await DockerAsync(CancellationToken.None, "volume", "rm", container);
        _removed.Dispose();
    }

    private async Task StartAsync()
    {
        await DockerAsync(_removed.Token, "start", container);
        Boots++;
        await DockerAsync(_removed.Token, ["exec", container, "firewall", .. firewall]);
    }

    private async Task WatchAsync()
    {
        try
        {
            while (await DockerAsync(_removed.Token, "wait", container) == Restarts)
            {
                await StartAsync();
            }

            _poweredOff.SetResult();
        }
        catch (OperationCanceledException)
        {
            // Removed.
        }
    }

    private static async Task<string> DockerAsync(CancellationToken cancellation, params IReadOnlyList<string> arguments)
    {
        var command = new HostCommand("docker", arguments).WithTimeout(TimeSpan.FromHours(1));
        return (await HostMachines.Here.RunAsync(command, cancellation)).Check().Output.Trim();
    }
}
