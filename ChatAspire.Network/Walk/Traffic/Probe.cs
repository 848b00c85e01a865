using System.Globalization;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Traffic;

/// <summary>What kind of traffic a walk makes.</summary>
internal enum ProbeKind
{
    /// <summary>One ICMP echo request.</summary>
    Ping,

    /// <summary>A TCP connection, opened and closed.</summary>
    Tcp,

    /// <summary>An HTTP request.</summary>
    Http,
}

/// <summary>How the walk's own traffic fared.</summary>
/// <param name="Said">What the program that made it said, for the reader.</param>
internal sealed record ProbeOutcome(bool Succeeded, string Said);

/// <summary>Makes a walk's own traffic, with the host's programs in the container's network namespace: the container needs none.</summary>
internal static class Probe
{
    /// <summary>curl(1): the limit of --max-time; for a connection that was to be opened only, that is success.</summary>
    private const int CurlTimeout = 28;

    /// <summary>IPv4 header 20 + ICMP header 8.</summary>
    private const int PingOverheadBytes = 28;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Long enough for a connection across a slow network to open, short enough to wait for.</summary>
    private const string Patience = "2";

    /// <param name="size">Of the ping's IPv4 packet, in bytes, with the don't-fragment bit; null for ping's own.</param>
    public static HostCommand Ping(int pid, WalkEnd to, int? size) => Enter(pid,
        ["ping", "-n", "-c", "1", "-W", Patience, .. size is { } bytes ? new[] { "-M", "do", "-s", Text(bytes - PingOverheadBytes) } : [], $"{to.Address}"]);

    public static HostCommand Tcp(int pid, WalkEnd to, int port, int clientPort) => Enter(pid,
        ["curl", "-sS", "--local-port", Text(clientPort), "--connect-timeout", Patience, "--max-time", "0.4", "-o", "/dev/null", "-w", "%{num_connects}", $"telnet://{to.Address}:{Text(port)}"]);

    public static HostCommand Http(int pid, WalkEnd to, int port, int clientPort, string traceparent) => Enter(pid,
        ["curl", "-sS", "--local-port", Text(clientPort), "--connect-timeout", Patience, "--max-time", "5", .. Get(traceparent), $"http://{to.Address}:{Text(port)}/alive"]);

    /// <summary>From this machine, past its proxy if it has one.</summary>
    public static HostCommand Outside(Uri url, string traceparent) => new HostCommand(
        "curl", ["-sS", "--noproxy", "*", "--connect-timeout", Patience, "--max-time", "5", .. Get(traceparent), $"{new Uri(url, "/alive")}"]).WithTimeout(Limit);

    /// <summary>Lets the kernel there ask for the other end's MAC again.</summary>
    public static HostCommand Forget(int pid, WalkEnd to) => Enter(pid, ["ip", "neigh", "flush", "to", $"{to.Address}"]);

    public static ProbeOutcome Read(ProbeKind kind, CommandResult result) => kind switch
    {
        ProbeKind.Ping => new ProbeOutcome(result.Succeeded, Last(result.Output.Contains("bytes from", StringComparison.Ordinal)
            // 64 bytes from 172.18.0.100: icmp_seq=1 ttl=64 time=0.253 ms
            ? result.Lines.First(line => line.Contains("bytes from", StringComparison.Ordinal))
            : result.Error.Trim().Length > 0 ? result.Error : string.Join('\n', result.Lines.Where(line => line.Contains("packet", StringComparison.Ordinal) || line.StartsWith("From", StringComparison.Ordinal))))),
        // 1: how many connections it opened. Its words for that differ from version to version.
        ProbeKind.Tcp => result.Output.Trim() == "1" && result.ExitCode is 0 or CurlTimeout
            ? new ProbeOutcome(true, "the connection opened, and was closed again")
            : new ProbeOutcome(false, Last(result.Error)),
        // curl: (7) Failed to connect to 172.18.0.100 port 6380 after 0 ms: Couldn't connect to server
        _ => new ProbeOutcome(result.Succeeded, result.Succeeded ? $"HTTP status {Last(result.Output)}" : Last(result.Error)),
    };

    private static string[] Get(string traceparent) => ["-o", "/dev/null", "-w", "%{http_code}", "-H", $"traceparent: {traceparent}"];

    private static HostCommand Enter(int pid, string[] command) => new HostCommand("nsenter", ["-t", Text(pid), "-n", .. command]).WithTimeout(Limit);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Last(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
}
