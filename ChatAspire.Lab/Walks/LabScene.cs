using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Lab.Walks;

/// <summary>Describes a lab to a walk: its hosts, its overlay and its services.</summary>
internal static class LabScene
{
    public static WalkScene Of(LabSpec spec, IEnumerable<LabHost> hosts) => new(
        [.. hosts.Select(host => new WalkHost(host.Host, host.Facts.Underlay, host.Facts.Nic, host.Facts.Mtu, host.Facts.Published))],
        new OverlayNetwork(spec.Overlay.Network, spec.Overlay.Device, spec.Overlay.Port),
        [
            .. spec.Chat.Select(chat => new KnownService(chat.Name, chat.Host, chat.Address, chat.Publish, chat.Publish, IsHttp: true)),
            new KnownService(spec.Redis.Name, spec.Redis.Host, spec.Redis.Address, spec.Redis.Port, null, IsHttp: false),
            new KnownService(spec.Dashboard.Name, spec.Dashboard.Host, spec.Dashboard.Address, null, null, IsHttp: false),
        ]);
}
