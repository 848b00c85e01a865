using ChatAspire.Network.Hosts;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Lab.Walks;

/// <summary>Describes hosts outside a lab to a passive walk, which observes everything about them itself.</summary>
internal static class HostScene
{
    public static WalkScene Of(ConnectedHosts hosts) =>
        new([.. hosts.All.Select(host => WalkHost.Unobserved(host.Runner, host.Address.Shell))], null, []) { IsPassive = true };
}
