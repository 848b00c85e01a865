using System.Text;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>Formats the network of a host as Markdown: containers, devices, Docker networks, routes, FDB entries, firewall rules.</summary>
internal static class InspectMarkdown
{
    /// <summary>Returns a table for each kind of object; firewall rules and parse warnings follow as plain lines.</summary>
    public static string Of(HostNetwork host)
    {
        var text = new StringBuilder(
            $"### {host.Host}\n\nDocker Engine {host.Engine ?? "does not answer"} · {MarkdownText.Escape(host.Firewall.Backend)} · "
            + $"ip\\_forward {(host.ForwardsPackets ? "1" : "0: does not forward packets between devices")}\n\n");
        text.Append(MarkdownText.Table(
            ["Container", "State", "Image", "Addresses", "Published"],
            host.Containers.Select(one => new[]
            {
                one.Name, one.State, one.Image,
                string.Join(", ", one.Networks.Select(network => $"{network.Address ?? "-"} on {network.Network}")),
                string.Join(", ", one.Ports),
            })));
        text.Append(MarkdownText.Table(
            ["Device", "Kind", "State", "MTU", "MAC", "Addresses", "Bridge", "VXLAN"],
            host.Devices.Select(one => new[]
            {
                one.Name, one.Kind, one.IsUp && one.HasCarrier ? "up" : "down", $"{one.Mtu}", one.Mac ?? "",
                string.Join(", ", one.Addresses), one.Master ?? "",
                one.Vxlan is { } vxlan ? $"VNI {vxlan.Id}, port {vxlan.Port}" : "",
            })));
        text.Append(MarkdownText.Table(
            ["Docker network", "Driver", "Subnets"],
            host.Networks.Select(one => new[] { one.Name, one.Driver, string.Join(", ", one.Subnets) })));
        text.Append(MarkdownText.Table(
            ["Route", "Gateway", "Device", "Source"],
            host.Routes.Select(one => new[] { one.Destination, one.Gateway ?? "", one.Device ?? "", one.Source ?? "" })));
        text.Append(MarkdownText.Table(
            ["MAC", "Device", "Remote", "State"],
            host.Fdb.Select(one => new[] { one.Mac, one.Device, one.Remote ?? "", one.State ?? "" })));
        var rules = host.Firewall.Chains.Where(chain => chain.Rules.Count > 0)
            .SelectMany(chain => chain.Rules.Select(rule => $"{chain.Table} {rule.Text}"));
        text.Append(MarkdownText.Fenced(rules));
        return host.Warnings.Count == 0
            ? text.ToString()
            : text.Append(MarkdownText.Fenced(host.Warnings.Select(one => $"{one}"))).ToString();
    }
}
