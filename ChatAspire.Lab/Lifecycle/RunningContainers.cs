using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>The containers on the overlay that are running: each holds its address, which a test container would otherwise take.</summary>
internal static class RunningContainers
{
    /// <summary>Their names, on all hosts.</summary>
    public static async Task<IReadOnlySet<string>> OfAsync(ConnectedLab lab, CancellationToken cancellation)
    {
        var list = new HostCommand("docker", "ps", "--filter", $"network={lab.Spec.Overlay.Network}", "--format", "{{.Names}}");
        var running = await Task.WhenAll(lab.Hosts.Select(host => host.Host.RunAsync(list, cancellation)));
        return running.SelectMany(result => result.Check().Lines).ToHashSet();
    }
}
