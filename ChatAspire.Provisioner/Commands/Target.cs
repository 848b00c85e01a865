using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Walks;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Hosts;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Provisioner.Commands;

/// <summary>
/// The hosts that a verb examines: those of a lab, or any other Docker hosts. Disposing closes the connections.
/// </summary>
internal sealed class Target : IAsyncDisposable
{
    private readonly ConnectedHosts? _hosts;

    public Target(ConnectedLab lab) => Lab = lab;

    public Target(ConnectedHosts hosts) => _hosts = hosts;

    /// <summary>The lab; null if the hosts belong to no lab.</summary>
    public ConnectedLab? Lab { get; }

    /// <summary>The names of all hosts.</summary>
    public IReadOnlyList<string> Names => [.. Runners.Select(runner => runner.Name)];

    private IEnumerable<ICommandRunner> Runners =>
        Lab?.Hosts.Select(host => host.Host) ?? _hosts!.All.Select(host => host.Runner);

    /// <summary>Returns the command runner of a host, which must be one of <see cref="Names"/>.</summary>
    public ICommandRunner Runner(string name) => Runners.Single(runner => runner.Name == name);

    /// <summary>The description of the hosts that a walk needs.</summary>
    public WalkScene Scene => Lab is not null ? LabScene.Of(Lab.Spec, Lab.Hosts) : HostScene.Of(_hosts!);

    public async ValueTask DisposeAsync()
    {
        await (Lab?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_hosts?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
