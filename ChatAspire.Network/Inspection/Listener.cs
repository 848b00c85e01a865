using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatAspire.Network.Inspection;

/// <summary>A TCP port that somebody listens on in a namespace.</summary>
/// <param name="Address">Without brackets; <c>0.0.0.0</c> and <c>::</c> take connections to any address.</param>
public sealed partial record Listener(string Address, int Port)
{
    /// <summary>Whether a connection to this IPv4 address and port finds it.</summary>
    /// <remarks>An IPv6 wildcard takes IPv4 too, unless its program asked for IPv6 alone (ipv6(7): IPV6_V6ONLY), which the kernel's table does not show.</remarks>
    public bool Accepts(string address, int port) => port == Port && (Address is "0.0.0.0" or "::" || Address == address);

    /// <summary>Whether only its own namespace reaches it: Docker's name server in a container, 127.0.0.11, is one.</summary>
    public bool IsLoopback => Address.StartsWith("127.", StringComparison.Ordinal) || Address == "::1";

    public override string ToString() => Address.Contains(':') ? $"[{Address}]:{Port}" : $"{Address}:{Port}";

    /// <summary>Lines of <c>/proc/PROCESS/net/tcp</c> and <c>tcp6</c> (proc(5)) behind their file's name; 0A is LISTEN.</summary>
    // /proc/6056/net/tcp:   0: 0B00007F:A00B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 …
    // /proc/6056/net/tcp6:   0: 00000000000000000000000000000000:1388 00000000000000000000000000000000:0000 0A 00000000:00000000 …
    internal static IReadOnlyList<(string Process, Listener Listener)> Parse(ReadOnlyMemory<byte> text, string what, ICollection<ParseWarning> skipped)
    {
        var read = new List<(string, Listener)>();
        foreach (var line in Encoding.UTF8.GetString(text.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Line().Match(line) is { Success: true, Groups: var at })
            {
                read.Add((at["process"].Value, new Listener($"{AddressOf(at["address"].Value)}", int.Parse(at["port"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
            }
            else
            {
                skipped.Add(new ParseWarning(what, $"not a listening socket: {line}"));
            }
        }

        return read;
    }

    /// <param name="hex">The address's words, each as the host's processor keeps it: the lowest byte first.</param>
    private static IPAddress AddressOf(string hex) => new([.. Convert.FromHexString(hex).Chunk(4).SelectMany(word => word.Reverse())]);

    [GeneratedRegex("^/proc/(?<process>[0-9]+|self)/net/tcp6?: +[0-9]+: (?<address>[0-9A-F]{32}|[0-9A-F]{8}):(?<port>[0-9A-F]{4}) [0-9A-F]+:0000 0A [0-9A-Fa-f: -]*$")]
    private static partial Regex Line();
}
