using System.Net;
using System.Text.RegularExpressions;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Spec;

/// <summary>What must hold between the values of a lab file. Each mistake names its JSON path, what is wrong and what would be right.</summary>
internal static partial class LabSpecRules
{
    private const int MinHosts = 2;
    private const int MaxHosts = 9;

    /// <summary>IFNAMSIZ − 1: the kernel's limit for a device's name.</summary>
    private const int MaxDeviceName = 15;

    /// <summary>RFC 791: what every IPv4 host must accept in one piece.</summary>
    private const int MinMtu = 576;

    /// <summary>An IPv4 packet's 65535 bytes, less what VXLAN adds to the frame.</summary>
    private const int MaxMtu = 65535 - Vxlan.OverheadBytes;

    private const int MaxVni = (1 << 24) - 1; // RFC 7348, section 5: 24 bits

    private const int SshPort = 22;

    public static IReadOnlyList<string> Mistakes(LabSpec spec)
    {
        // The serializer looks for nulls everywhere but in lists.
        string[] nulls = [.. Nulls("$.hosts", spec.Hosts), .. Nulls("$.chat", spec.Chat)];
        return nulls.Length > 0 ? nulls :
        [
            .. Named("$.name", spec.Name),
            .. Overlay(spec.Overlay, spec.Hosts.Count),
            .. Hosts(spec),
            .. Containers(spec),
            .. Addresses(spec),
            .. Images(spec.Images),
        ];
    }

    private static IEnumerable<string> Nulls(string path, IReadOnlyList<object?> list) =>
        list.Index().Where(one => one.Item is null).Select(one => $"{path}[{one.Index}]: expected an object {{ … }}, found null.");

    private static IEnumerable<string> Overlay(OverlaySpec overlay, int hosts)
    {
        foreach (var (path, name) in new[] { ("$.overlay.network", overlay.Network), ("$.overlay.device", overlay.Device) })
        {
            if (!DeviceName().IsMatch(name) || name.Length > MaxDeviceName)
            {
                yield return $"{path}: \"{name}\" cannot name a network device; 1–{MaxDeviceName} letters, digits, '-', '_' or '.', a letter or digit first.";
            }
        }

        if (overlay.Network == overlay.Device)
        {
            yield return $"$.overlay.device: \"{overlay.Device}\" is the network's name already; bridge and VXLAN device need one each.";
        }

        if (!Subnet("$.overlay.subnet", overlay.Subnet, out var subnet, out var mistake)
            || !Subnet("$.overlay.deviceSubnet", overlay.DeviceSubnet, out var devices, out mistake))
        {
            yield return mistake;
        }
        else
        {
            var longest = SubnetParts.LongestPrefix(hosts);
            if (subnet.PrefixLength > longest)
            {
                yield return $"$.overlay.subnet: {subnet} is too small for {hosts} hosts; /{longest} or larger.";
            }

            if (devices.Size() < hosts + 2)
            {
                yield return $"$.overlay.deviceSubnet: {devices} is too small for {hosts} hosts.";
            }

            if (subnet.Overlaps(devices))
            {
                yield return $"$.overlay.deviceSubnet: {devices} overlaps $.overlay.subnet {subnet}; choose another.";
            }
        }

        if (overlay.Vni is < 1 or > MaxVni)
        {
            yield return $"$.overlay.vni: {overlay.Vni} is outside 1–{MaxVni}.";
        }

        if (Port("$.overlay.port", overlay.Port) is { } port)
        {
            yield return port;
        }

        if (overlay.Mtu is < MinMtu or > MaxMtu)
        {
            yield return $"$.overlay.mtu: {overlay.Mtu} is outside {MinMtu}–{MaxMtu}; \"auto\" takes what the underlay leaves.";
        }
    }

    private static IEnumerable<string> Hosts(LabSpec spec)
    {
        if (spec.Hosts.Count is < MinHosts or > MaxHosts)
        {
            yield return $"$.hosts: {spec.Hosts.Count} hosts; {MinHosts} to {MaxHosts} are possible.";
        }

        foreach (var mistake in spec.Hosts.SelectMany((host, i) => Named($"$.hosts[{i}].name", host.Name)))
        {
            yield return mistake;
        }
    }

    private static IEnumerable<string> Containers(LabSpec spec)
    {
        var hosts = spec.Hosts.Select(host => host.Name).ToList();
        var containers = ContainerPaths(spec).ToList();
        if (spec.Chat.Count == 0)
        {
            yield return "$.chat: empty; a lab needs at least one chat node.";
        }

        foreach (var (path, name, host, _) in containers)
        {
            foreach (var mistake in Named($"{path}.name", name))
            {
                yield return mistake;
            }

            if (!hosts.Contains(host))
            {
                yield return $"{path}.host: \"{host}\" is no host of $.hosts; one of {string.Join(", ", hosts)}.";
            }
        }

        // Hosts too: a network reserves the others' addresses by name, hosts' and containers' alike.
        var names = spec.Hosts.Select((host, i) => ($"$.hosts[{i}].name", host.Name)).Concat(containers.Select(c => ($"{c.Path}.name", c.Name)));
        foreach (var mistake in UsedTwice(names)
            .Concat(UsedTwice(spec.Chat.Select((chat, i) => ($"$.chat[{i}].publish", $"{chat.Publish} on {chat.Host}")))))
        {
            yield return mistake;
        }

        foreach (var (chat, i) in spec.Chat.Select((chat, i) => (chat, i)))
        {
            if (chat.Publish == SshPort || (chat.Publish == DashboardSpec.PagePort && chat.Host == spec.Dashboard.Host))
            {
                yield return $"$.chat[{i}].publish: {chat.Publish} on {chat.Host} is {(chat.Publish == SshPort ? "its SSH server's" : "the dashboard's")}; choose another.";
            }
        }

        var ports = spec.Chat.Select((chat, i) => Port($"$.chat[{i}].publish", chat.Publish)).Append(Port("$.redis.port", spec.Redis.Port));
        foreach (var mistake in ports.OfType<string>())
        {
            yield return mistake;
        }
    }

    private static IEnumerable<string> Addresses(LabSpec spec)
    {
        var all = spec.Hosts.Select((host, i) => (Path: $"$.hosts[{i}].gateway", Address: host.Gateway))
            .Concat(ContainerPaths(spec).Select(c => (Path: $"{c.Path}.address", c.Address)))
            .ToList();
        var known = Ipv4.TryParse(spec.Overlay.Subnet, out IPNetwork subnet);
        foreach (var (path, text) in all)
        {
            if (!Ipv4.TryParse(text, out IPAddress address))
            {
                yield return $"{path}: \"{text}\" is no IPv4 address such as 172.18.0.11.";
            }
            else if (known && !subnet.Contains(address))
            {
                yield return $"{path}: {text} is outside $.overlay.subnet {subnet}.";
            }
            else if (known && (address.Equals(subnet.BaseAddress) || address.Equals(subnet.Broadcast())))
            {
                yield return $"{path}: {text} is the network or broadcast address of {subnet}; choose one between.";
            }
        }

        foreach (var mistake in UsedTwice(all))
        {
            yield return mistake;
        }
    }

    private static IEnumerable<string> Images(ImagesSpec images)
    {
        foreach (var (role, name) in images.ByRole)
        {
            if (!ImageName().IsMatch(name))
            {
                yield return $"$.images.{role}: \"{name}\" is no image such as redis:8 or registry.example:5000/name:tag (names are lower-case).";
            }
            // The hosts' own image stays on the engine that pulled it; docker save and load lose a digest, docker tag and build -t refuse one.
            else if (role != "host" && name.Contains('@', StringComparison.Ordinal))
            {
                yield return $"$.images.{role}: \"{name}\" names an image by its digest, which is lost on its way to the hosts; name it by tag, such as redis:8.";
            }
        }
    }

    private static IEnumerable<(string Path, string Name, string Host, string Address)> ContainerPaths(LabSpec spec) =>
    [
        ("$.redis", spec.Redis.Name, spec.Redis.Host, spec.Redis.Address),
        .. spec.Chat.Select((chat, i) => ($"$.chat[{i}]", chat.Name, chat.Host, chat.Address)),
        ("$.dashboard", spec.Dashboard.Name, spec.Dashboard.Host, spec.Dashboard.Address),
    ];

    private static bool Subnet(string path, string text, out IPNetwork network, out string mistake)
    {
        mistake = !Ipv4.TryParse(text, out network)
            ? $"{path}: \"{text}\" is no IPv4 network such as 172.18.0.0/16 (address without host bits, slash, length)."
            : network.PrefixLength < 8 || network.BaseAddress.GetAddressBytes()[0] is 0 or 127 or >= 224
                ? $"{path}: {text} is no range for hosts; take a private one: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16."
                : "";
        return mistake.Length == 0;
    }

    private static IEnumerable<string> Named(string path, string name) => ObjectName().IsMatch(name)
        ? []
        : [$"{path}: \"{name}\" cannot name a host or container; 1–40 lower-case letters, digits or '-', a letter or digit first and last."];

    private static string? Port(string path, int port) => port is >= 1 and <= 65535 ? null : $"{path}: {port} is outside 1–65535.";

    private static IEnumerable<string> UsedTwice(IEnumerable<(string Path, string Value)> values) => values
        .GroupBy(value => value.Value)
        .Where(group => group.Count() > 1)
        .Select(group => $"{group.Last().Path}: {group.Key} is used already by {group.First().Path}.");

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?\z")]
    private static partial Regex ObjectName();

    // The reference grammar of distribution/reference: [host[:port]/]path[:tag][@digest]
    [GeneratedRegex(@"\A([A-Za-z0-9.-]+(:[0-9]+)?/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?\z")]
    private static partial Regex ImageName();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.-]*\z")]
    private static partial Regex DeviceName();
}
