using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Evidence;

/// <summary>A listening TCP socket (ss(8)).</summary>
/// <param name="Queue">The number of connections that wait to be accepted.</param>
/// <param name="Backlog">The limit of <paramref name="Queue"/>; while the queue exceeds it, the kernel ignores further connections.</param>
/// <param name="Pids">The processes that hold the socket, by their ids on the host.</param>
internal sealed partial record ListeningSocket(Listener At, int Queue, int Backlog, IReadOnlyList<int> Pids)
{
    public bool IsFull => Queue > Backlog;

    // LISTEN 6      5            0.0.0.0:8089      0.0.0.0:*    users:(("perl",pid=123,fd=3))
    // LISTEN 0      511             [::]:6379         [::]:*    users:(("redis-server",pid=692,fd=7))
    /// <summary>Parses the output of <c>ss -Hltnp</c>.</summary>
    public static IReadOnlyList<ListeningSocket> Parse(ReadOnlyMemory<byte> text, string what, ICollection<ParseWarning> warnings)
    {
        var sockets = new List<ListeningSocket>();
        foreach (var line in Encoding.UTF8.GetString(text.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Line().Match(line) is { Success: true, Groups: var field }
                && Number(field["queue"]) is { } queue && Number(field["backlog"]) is { } backlog && Number(field["port"]) is { } port)
            {
                var address = field["address"].Value.Trim('[', ']');
                sockets.Add(new ListeningSocket(
                    new Listener(address == "*" ? "::" : address, port), queue, backlog,
                    [.. Owner().Matches(line).Select(owner => Number(owner.Groups["pid"])).OfType<int>()]));
            }
            else
            {
                warnings.Add(new ParseWarning(what, $"not a listening socket: {line}"));
            }
        }

        return sockets;
    }

    private static int? Number(Group group) =>
        int.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"^LISTEN +(?<queue>\d+) +(?<backlog>\d+) +(?<address>\S+?)(%\S+)?:(?<port>\d+) ")]
    private static partial Regex Line();

    [GeneratedRegex(@",pid=(?<pid>\d+),")]
    private static partial Regex Owner();
}
