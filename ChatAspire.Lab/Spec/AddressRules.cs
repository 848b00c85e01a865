using System.Net;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Spec;

/// <summary>The rules for addresses and ports in a lab file.</summary>
internal static class AddressRules
{
    /// <summary>
    /// Returns an error for each address that is invalid, used twice, outside the overlay's subnet, or its network or broadcast address.
    /// </summary>
    /// <param name="addresses">Each address with its JSON path: <c>$.hosts[0].gateway</c>.</param>
    public static IEnumerable<string> Errors(OverlaySpec overlay, IReadOnlyList<(string Path, string Address)> addresses)
    {
        var isKnown = Ipv4.TryParse(overlay.Subnet, out IPNetwork subnet);
        foreach (var (path, text) in addresses)
        {
            if (!Ipv4.TryParse(text, out IPAddress address))
            {
                yield return $"{path}: \"{text}\" is not an IPv4 address such as 172.18.0.11.";
            }
            else if (isKnown && !subnet.Contains(address))
            {
                yield return $"{path}: {text} is outside $.overlay.subnet {subnet}.";
            }
            else if (isKnown && (address.Equals(subnet.BaseAddress) || address.Equals(subnet.Broadcast())))
            {
                yield return $"{path}: {text} is the network or broadcast address of {subnet}; choose one between.";
            }
        }

        foreach (var error in NameRules.Duplicates(addresses))
        {
            yield return error;
        }
    }

    /// <summary>Parses an IPv4 subnet, and checks that hosts can have addresses in it.</summary>
    /// <param name="error">Empty for a valid subnet.</param>
    /// <returns>True for a valid subnet.</returns>
    public static bool Subnet(string path, string text, out IPNetwork network, out string error)
    {
        if (!Ipv4.TryParse(text, out network))
        {
            error = $"{path}: \"{text}\" is not an IPv4 network such as 172.18.0.0/16 (address without host bits, slash, length).";
        }
        else if (network.PrefixLength < 8 || network.BaseAddress.GetAddressBytes()[0] is 0 or 127 or >= 224)
        {
            error = $"{path}: {text} is not a range for hosts; use a private one: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16.";
        }
        else
        {
            error = "";
        }

        return error.Length == 0;
    }

    /// <summary>Returns the error of a port; null for a valid port.</summary>
    public static string? Port(string path, int port) => port is >= 1 and <= 65535 ? null : $"{path}: {port} is outside 1–65535.";
}
