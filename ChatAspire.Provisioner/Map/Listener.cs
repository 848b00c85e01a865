using System.Globalization;
using System.Text;

namespace ChatAspire.Provisioner.Map;

/// <summary>A TCP port that somebody listens on in a namespace.</summary>
/// <param name="Address">Without brackets or zone; <c>0.0.0.0</c>, <c>::</c> and <c>*</c> take connections to any address.</param>
public sealed record Listener(string Address, int Port)
{
    /// <summary>All of one namespace's listeners.</summary>
    public static readonly IReadOnlyList<string> ShowAll = ["ss", "-Hltn"];

    /// <summary>Whether a connection to this IPv4 address and port finds it.</summary>
    /// <remarks>An IPv6 wildcard takes IPv4 too, unless its program asked for IPv6 alone (ipv6(7): IPV6_V6ONLY), which ss does not show.</remarks>
    public bool Accepts(string address, int port) => port == Port && (Address is "0.0.0.0" or "::" or "*" || Address == address);

    /// <summary>Whether only its own namespace reaches it: Docker's name server in a container, 127.0.0.11, is one.</summary>
    public bool IsLoopback => Address.StartsWith("127.", StringComparison.Ordinal) || Address == "::1";

    public override string ToString() => Address.Contains(':') ? $"[{Address}]:{Port}" : $"{Address}:{Port}";

    // LISTEN 0      511          [::]:6379     [::]:*
    // LISTEN 0      4096 127.0.0.53%lo:53    0.0.0.0:*
    internal static IReadOnlyList<Listener> Parse(ReadOnlyMemory<byte> text, string what, ICollection<Skip> skipped)
    {
        var read = new List<Listener>();
        foreach (var line in Encoding.UTF8.GetString(text.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var local = line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["LISTEN", _, _, var fourth, _] ? fourth : "";
            var colon = local.LastIndexOf(':');
            if (colon > 0 && ushort.TryParse(local.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            {
                read.Add(new Listener(local[..colon].Split('%')[0].Trim('[', ']'), port));
            }
            else
            {
                skipped.Add(new Skip(what, $"not a listening socket: {line}"));
            }
        }

        return read;
    }
}
