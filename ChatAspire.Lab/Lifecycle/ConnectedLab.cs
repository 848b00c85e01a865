using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>A running lab with an open connection to each of its hosts. Disposing it closes the connections.</summary>
public sealed class ConnectedLab : IAsyncDisposable
{
    private ConnectedLab(LabSpec spec, LabSecrets secrets, IReadOnlyList<LabHost> hosts) => (Spec, Secrets, Hosts) = (spec, secrets, hosts);

    /// <summary>The lab file's content.</summary>
    public LabSpec Spec { get; }

    /// <summary>The lab's passwords, tokens and keys.</summary>
    public LabSecrets Secrets { get; }

    /// <summary>The connected hosts.</summary>
    public IReadOnlyList<LabHost> Hosts { get; }

    /// <summary>The facts of the connected hosts.</summary>
    public IReadOnlyList<HostFacts> Facts => [.. Hosts.Select(host => host.Facts)];

    /// <summary>The host that runs the dashboard.</summary>
    public LabHost DashboardHost => Host(Spec.Dashboard.Host);

    /// <summary>Returns the connected host with this name.</summary>
    public LabHost Host(string name) => Hosts.Single(host => host.Name == name);

    /// <summary>Connects to every host of the lab.</summary>
    /// <exception cref="LabNotRunningException">None of the lab's hosts is running.</exception>
    /// <exception cref="UserErrorException">One of the lab's hosts is not running or does not answer.</exception>
    public static async Task<ConnectedLab> OpenAsync(LabSpec spec, IHostSource source, LabSecrets secrets, CancellationToken cancellation)
    {
        var lab = await OpenRunningAsync(spec, source, secrets, cancellation);
        string[] missing = [.. spec.Hosts.Select(host => host.Name).Except(lab.Hosts.Select(host => host.Name))];
        if (missing.Length == 0)
        {
            return lab;
        }

        await lab.DisposeAsync();
        throw missing.Length == spec.Hosts.Count
            ? new LabNotRunningException(spec.Name)
            : new UserErrorException(
                $"Lab {spec.Name} is incomplete: {string.Join(", ", missing)} is not running.", "Run `chatlab up` first.");
    }

    /// <summary>Connects to the hosts that are running; there may be none.</summary>
    /// <exception cref="UserErrorException">A host is running, but refuses the connection.</exception>
    internal static async Task<ConnectedLab> OpenRunningAsync(
        LabSpec spec, IHostSource source, LabSecrets secrets, CancellationToken cancellation) =>
        new(spec, secrets, await source.ConnectAsync(cancellation));

    public async ValueTask DisposeAsync()
    {
        foreach (var host in Hosts)
        {
            await host.DisposeAsync();
        }
    }
}
