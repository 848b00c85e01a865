using System.Globalization;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Traffic;

/// <summary>
/// Builds the commands that send a walk's own traffic. They run the host's programs in the container's network namespace, so the container
/// itself needs no tools.
/// </summary>
internal static class Probe
{
    /// <summary>
    /// The exit code of curl(1) when the limit of --max-time is reached. For a connection that is only opened, this means success.
    /// </summary>
    private const int CurlTimeout = 28;

    /// <summary>The headers of a ping over IPv4, in bytes: IPv4 20 + ICMP 8.</summary>
    private const int PingOverheadBytes = 28;

    /// <summary>The headers of a ping over IPv6, in bytes: IPv6 40 + ICMPv6 8.</summary>
    private const int Ipv6PingOverheadBytes = 48;

    /// <summary>
    /// The connection timeout. It is long enough to connect across a slow network, and for the kernel to retransmit a lost packet once
    /// (tcp(7): after 1 s), but short enough to wait for.
    /// </summary>
    private const string ConnectTimeoutSeconds = "1.5";

    /// <summary>The timeout of a ping, in whole seconds: older versions of ping(8) accept no fraction.</summary>
    private const string ReplyTimeoutSeconds = "2";

    /// <summary>
    /// The time limit of a repetition. A repetition need not succeed: its packets only have to be counted and dropped again.
    /// </summary>
    private const string RepetitionSeconds = "0.5";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Builds the command that sends one ping.</summary>
    /// <param name="size">The size of its IP packet in bytes, sent with the don't-fragment bit; null for the default of ping.</param>
    public static HostCommand Ping(Netns? netns, WalkEnd to, int? size) => InNamespace(netns,
    [
        "ping", "-n", "-c", "1", "-W", ReplyTimeoutSeconds,
        .. size is { } bytes ? new[] { "-M", "do", "-s", Text(bytes - (to.IsIpv6 ? Ipv6PingOverheadBytes : PingOverheadBytes)) } : [],
        $"{to.Address}",
    ]);

    /// <summary>
    /// The script that opens a TCP connection and closes it 0.3 s later; curl(1) has no time limit that begins once it has connected.
    /// Arguments: the local port in hexadecimal, as in <c>/proc/net/tcp</c>; then curl's own.
    /// </summary>
    //   sl  local_address rem_address   st
    //    3: 160012AC:EE48 640012AC:18EB 01      01 is ESTABLISHED (proc_net_tcp.rst)
    private const string ConnectAndClose =
        """
        port=$1; shift
        curl "$@" & curl=$!
        while kill -0 $curl 2> /dev/null; do
            if grep -qs ":$port [0-9A-F]*:[0-9A-F]* 01 " /proc/self/net/tcp /proc/self/net/tcp6; then
                sleep 0.3
                kill $curl 2> /dev/null && echo 1 && exit
            fi
            sleep 0.1
        done
        wait $curl
        """;

    /// <summary>Builds the command that opens and closes a TCP connection.</summary>
    public static HostCommand Tcp(Netns? netns, WalkEnd to, int port, int clientPort) => InNamespace(netns,
    [
        "sh", "-c", ConnectAndClose, "sh", clientPort.ToString("X4", CultureInfo.InvariantCulture),
        "-sS", "--noproxy", "*", "--local-port", Text(clientPort), "--connect-timeout", ConnectTimeoutSeconds,
        "--max-time", ConnectTimeoutSeconds, "-o", "/dev/null", "-w", "%{num_connects}", $"telnet://{to.Bracketed}:{Text(port)}",
    ]);

    /// <summary>Builds the command that sends an HTTP request.</summary>
    /// <param name="path">The path of the URL: "/alive".</param>
    public static HostCommand Http(Netns? netns, WalkEnd to, int port, int clientPort, string path, string traceparent) =>
        InNamespace(netns,
        [
            "curl", "-sS", "--noproxy", "*", "--local-port", Text(clientPort), "--connect-timeout", ConnectTimeoutSeconds,
            "--max-time", "5", .. Get(traceparent), $"http://{to.Bracketed}:{Text(port)}{path}",
        ]);

    /// <summary>Builds the command that sends an HTTP request from this machine, bypassing any proxy.</summary>
    public static HostCommand HttpFromHere(Uri url, string traceparent) => new HostCommand(
        "curl",
        [
            "-sS", "--noproxy", "*", "--connect-timeout", ConnectTimeoutSeconds, "--max-time", "5",
            .. Get(traceparent), $"{new Uri(url, "/alive")}",
        ]).WithTimeout(Limit);

    /// <summary>
    /// Builds the command that flushes the other endpoint's neighbour entry, so that the container's kernel resolves its MAC address again.
    /// </summary>
    public static HostCommand FlushNeighbor(Netns netns, WalkEnd to) => InNamespace(netns, ["ip", "neigh", "flush", "to", $"{to.Address}"]);

    /// <summary>Builds the command that repeats the traffic of a command that failed.</summary>
    public static HostCommand Repeat(HostCommand command) =>
        new HostCommand("timeout", [RepetitionSeconds, command.Program, .. command.Arguments]).WithTimeout(Limit);

    /// <summary>Interprets the result of a command that sent this kind of traffic.</summary>
    public static ProbeOutcome Interpret(ProbeKind kind, CommandResult result) => kind switch
    {
        ProbeKind.Ping => new ProbeOutcome(result.Succeeded, LastLine(PingMessage(result))),
        // 1 is the number of connections that curl opened. Its messages about that differ between versions.
        ProbeKind.Tcp => result.Output.Trim() == "1" && result.ExitCode is 0 or CurlTimeout
            ? new ProbeOutcome(true, "connected, then closed")
            : new ProbeOutcome(false, LastLine(result.Error)),
        // curl: (7) Failed to connect to 172.18.0.100 port 6380 after 0 ms: Couldn't connect to server
        _ => new ProbeOutcome(result.Succeeded, result.Succeeded ? $"HTTP status {LastLine(result.Output)}" : LastLine(result.Error)),
    };

    private static string PingMessage(CommandResult result)
    {
        // 64 bytes from 172.18.0.100: icmp_seq=1 ttl=64 time=0.253 ms
        if (result.Lines.FirstOrDefault(line => line.Contains("bytes from", StringComparison.Ordinal)) is { } reply)
        {
            return reply;
        }

        return result.Error.Trim().Length > 0
            ? result.Error
            : string.Join('\n', result.Lines.Where(line => line.Contains("packet", StringComparison.Ordinal)
                || line.StartsWith("From", StringComparison.Ordinal)));
    }

    private static string[] Get(string traceparent) => ["-o", "/dev/null", "-w", "%{http_code}", "-H", $"traceparent: {traceparent}"];

    /// <param name="netns">The namespace; null for the host's own.</param>
    private static HostCommand InNamespace(Netns? netns, string[] command) => HostProbe.In(netns, command).WithTimeout(Limit);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
}
