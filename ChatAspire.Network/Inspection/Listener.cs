using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace ChatAspire.Network.Inspection;

/// <summary>A TCP port on which a program listens in a namespace.</summary>
/// <param name="Address">The IP address, without brackets; <c>0.0.0.0</c> and <c>::</c> accept connections to any address.</param>
public sealed partial record Listener(string Address, int Port)
{
    /// <summary>Reports whether it accepts connections to this address and port.</summary>
    /// <remarks>
    /// The IPv6 wildcard accepts IPv4 too, unless the program set IPV6_V6ONLY (ipv6(7)), which the kernel's table does not show.
    /// </remarks>
    public bool Accepts(string address, int port) => port == Port
        && (Address == "::" || (Address == "0.0.0.0" && !address.Contains(':')) || Address == address);

    /// <summary>True if it can be reached only from its own namespace, like Docker's DNS server in a container (127.0.0.11).</summary>
    public bool IsLoopback => Address.StartsWith("127.", StringComparison.Ordinal) || Address == "::1";

    /// <summary>True if it accepts connections to every address of its family.</summary>
    [JsonIgnore]
    public bool IsWildcard => Address is "0.0.0.0" or "::";

    /// <summary>True if it accepts connections to IPv4 addresses only.</summary>
    [JsonIgnore]
    public bool IsIpv4Only => !Address.Contains(':');

    public override string ToString() => Address.Contains(':') ? $"[{Address}]:{Port}" : $"{Address}:{Port}";

    /// <summary>
    /// Parses lines of <c>/proc/PROCESS/net/tcp</c> and <c>tcp6</c> (proc(5)), prefixed with the file's path; state 0A is LISTEN.
    /// </summary>
    // /proc/6056/net/tcp:   0: 0B00007F:A00B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 …
    // /proc/6056/net/tcp6:   0: 00000000000000000000000000000000:1388 00000000000000000000000000000000:0000 0A 00000000:00000000 …
    internal static IReadOnlyList<(string Process, Listener Listener)> Parse(
        ReadOnlyMemory<byte> text, string what, ICollection<ParseWarning> warnings)
    {
        var read = new List<(string, Listener)>();
        foreach (var line in Encoding.UTF8.GetString(text.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Line().Match(line) is { Success: true, Groups: var at })
            {
                var port = int.Parse(at["port"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                read.Add((at["process"].Value, new Listener($"{AddressOf(at["address"].Value)}", port)));
            }
            else
            {
                warnings.Add(new ParseWarning(what, $"not a listening socket: {line}"));
            }
        }

        return read;
    }

    /// <param name="hex">The 32-bit words of the address, each in the host's byte order, which is little-endian.</param>
    private static IPAddress AddressOf(string hex) =>
        new([.. Convert.FromHexString(hex).Chunk(4).SelectMany(word => word.Reverse())]);

    [GeneratedRegex(
        "^/proc/(?<process>[0-9]+|self)/net/tcp6?: +[0-9]+: "
        + "(?<address>[0-9A-F]{32}|[0-9A-F]{8}):(?<port>[0-9A-F]{4}) [0-9A-F]+:0000 0A [0-9A-Fa-f: -]*$")]
    private static partial Regex Line();
}
