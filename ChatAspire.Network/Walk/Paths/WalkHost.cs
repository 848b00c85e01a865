using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>A Docker host on the path of a walk.</summary>
/// <param name="Runner">Runs commands on the host.</param>
/// <param name="Underlay">The host's address as the other hosts see it.</param>
/// <param name="Nic">The device that has this address.</param>
/// <param name="Mtu">The MTU of that device, in bytes.</param>
/// <param name="Published">Published port → its URL as reached from this machine.</param>
internal sealed record WalkHost(ICommandRunner Runner, string Underlay, string Nic, int Mtu, IReadOnlyDictionary<int, Uri> Published)
{
    public string Name => Runner.Name;
}
