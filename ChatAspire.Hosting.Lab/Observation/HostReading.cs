using ChatAspire.Network.Execution;

namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>The part of a host's state that one quick command can read.</summary>
/// <param name="Engine">The version of the Docker Engine; null if none answers.</param>
/// <param name="Containers">All containers, also stopped ones, sorted by name.</param>
/// <param name="Fingerprint">A checksum of devices, addresses, routes, permanent FDB entries and firewall rules.</param>
internal sealed record HostReading(string? Engine, IReadOnlyList<ContainerReading> Containers, string Fingerprint)
{
    private const string ContainerFormat = "{{.Names}}\t{{.Image}}\t{{.State}}\t{{.Status}}";

    // The checksum omits counters of chains and lifetimes of addresses, which change without any change of the configuration.
    private const string Script =
        """
        PATH=$PATH:/usr/sbin:/sbin
        echo "engine $(docker version -f '{{.Server.Version}}' 2>/dev/null)"
        echo "state $({ ip -o link; ip -o address | sed 's/valid_lft.*//'; ip route; bridge fdb show | grep permanent
            iptables-save | sed '/^#/d; s/\[[0-9:]*\]//'; } 2>/dev/null | cksum)"
        docker ps -a --no-trunc --format "$1" 2>/dev/null
        exit 0
        """;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>The state of all containers and of the network, without elapsed times, for comparison with an earlier reading.</summary>
    public string Key => string.Join('\n', Containers.Select(container => $"{container.Name} {container.Summary}").Append(Fingerprint));

    /// <summary>Reads the state.</summary>
    /// <exception cref="HostUnreachableException">The host cannot be reached.</exception>
    /// <exception cref="CommandFailedException">The command failed or did not end within 10 s.</exception>
    public static async Task<HostReading> ReadAsync(ICommandRunner host, CancellationToken cancellation) =>
        Parse((await host.RunAsync(HostCommand.Shell(Script, ContainerFormat).WithTimeout(Timeout), cancellation)).Check().Lines);

    /// <summary>Returns the container with this name; null if the host has no such container.</summary>
    public ContainerReading? Container(string name) => Containers.FirstOrDefault(container => container.Name == name);

    // engine 28.5.2
    // state 3053274863 6211
    // chat-b\tchataspire-chat:1\trunning\tUp 3 minutes
    internal static HostReading Parse(IReadOnlyList<string> lines) => new(
        After("engine ", lines) is { Length: > 0 } engine ? engine : null,
        [.. lines.Select(ContainerReading.Parse).OfType<ContainerReading>().OrderBy(one => one.Name, StringComparer.Ordinal)],
        After("state ", lines) ?? "");

    private static string? After(string word, IReadOnlyList<string> lines) => lines
        .FirstOrDefault(line => line.StartsWith(word, StringComparison.Ordinal))?[word.Length..].Trim();
}
