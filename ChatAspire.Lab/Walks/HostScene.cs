using ChatAspire.Network.Hosts;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Lab.Walks;

/// <summary>Describes hosts of no lab to a walk: everything about them is observed, nothing of them is changed.</summary>
internal static class HostScene
{
    public static WalkScene Of(ConnectedHosts hosts) =>
        new([.. hosts.All.Select(host => WalkHost.Unobserved(host.Runner, host.Address.Shell))], null, []) { IsPassive = true };
}
