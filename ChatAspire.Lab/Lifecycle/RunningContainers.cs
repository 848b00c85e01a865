using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>
/// Finds the running containers on the overlay. A test container takes the address of its host's chat node; if that node is running, it
/// joins the node's network namespace instead.
/// </summary>
internal static class RunningContainers
{
    /// <summary>Returns the names of the containers on all hosts.</summary>
    public static async Task<IReadOnlySet<string>> OfAsync(ConnectedLab lab, CancellationToken cancellation)
    {
        var list = new HostCommand("docker", "ps", "--filter", $"network={lab.Spec.Overlay.Network}", "--format", "{{.Names}}");
        var running = await Task.WhenAll(lab.Hosts.Select(host => host.Host.RunAsync(list, cancellation)));
        return running.SelectMany(result => result.Check().Lines).ToHashSet();
    }
}
