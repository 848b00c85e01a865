using System.Globalization;
using System.IO.Pipelines;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>What to listen for on one host.</summary>
/// <param name="Places">Device → tcpdump's filter.</param>
/// <param name="Marks">Packets that come in, whose way through the chains is to be told.</param>
/// <param name="SentMarks">The same for packets that the host itself sends: the tunnel's.</param>
/// <param name="Book">The chapter's own way too; null where it was not asked for.</param>
/// <param name="InBatches">Listeners are given a second's packets at a time: each time that one is woken costs a busy flow time.</param>
internal sealed record CapturePlan(
    IReadOnlyList<(CapturePoint Place, string Filter)> Places, IReadOnlyList<TraceRule> Marks, IReadOnlyList<TraceRule> SentMarks, LogRulesPlan? Book, bool InBatches);

/// <summary>What was seen on one host.</summary>
/// <param name="Captures">The pcap file of each device that could be listened on.</param>
/// <param name="Chains">What <c>xtables-monitor --trace</c> printed.</param>
/// <param name="Passes">The same, read; in the order of the kernel's reports.</param>
/// <param name="Begin">From then on all of this host's listeners listened; by its own clock.</param>
/// <param name="End">Until then; where a capture ended before, until then.</param>
/// <param name="Book">What the chapter's own way showed; null where it was not asked for.</param>
/// <param name="Notes">What could not be listened on or read, and why.</param>
internal sealed record CaptureResult(
    string Host, IReadOnlyList<(CapturePoint Place, ReadOnlyMemory<byte> File)> Captures, string Chains, IReadOnlyList<ChainTraversal> Passes,
    DateTime Begin, DateTime End, LogRulesResult? Book, IReadOnlyList<string> Notes);

/// <summary>Listens on a host: devices with tcpdump, chains with nftables' trace. Leaves nothing there, however it ends.</summary>
internal sealed class CaptureSession
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    /// <summary>The host's watchdog waits so much longer than the host listens.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>For what was seen to come over a slow network.</summary>
    private static readonly TimeSpan SendLimit = TimeSpan.FromMinutes(2);

    /// <summary>Of a capture. A message and what its acknowledgements add is a kilobyte on a device: so many thousand messages.</summary>
    private const int MostKibibytes = 16 * 1024;

    /// <summary>What set out so long before a capture's last packet was everywhere before that.</summary>
    private static readonly TimeSpan OnTheWay = TimeSpan.FromMilliseconds(200);

    /// <summary>A trace that broke is told of in a few lines, not in hundreds.</summary>
    private const int MostUnread = 5;

    /// <summary>Raw comes at −300 (netfilter's NF_IP_PRI_RAW): the mark must be there before every other table.</summary>
    private const int BeforeAllTables = -350;

    private readonly ICommandRunner _host;
    private readonly CapturePlan _plan;
    private readonly Pipe _hold;
    private readonly Task<CommandResult> _running;

    private CaptureSession(ICommandRunner host, CapturePlan plan, Pipe hold, Task<CommandResult> running) => (_host, _plan, _hold, _running) = (host, plan, hold, running);

    /// <summary>Returns when all listen.</summary>
    /// <param name="id">The walk's: lower-case letters and digits.</param>
    /// <param name="limit">After this long the host ends it by itself.</param>
    /// <exception cref="UserErrorException">The host cannot listen.</exception>
    public static async Task<CaptureSession> StartAsync(ICommandRunner host, string id, CapturePlan plan, TimeSpan limit, CancellationToken cancellation)
    {
        string[] arguments =
        [
            id, Seconds(limit), Seconds(limit + Grace), Seconds(SendLimit), $"{MostKibibytes}", Rules(id, plan),
            Lines(plan.Book?.Rules.Select(rule => rule.ToLine(CaptureScript.TablePrefix + id))), Lines(plan.Book?.Readings.Select(reading => Reading(plan, reading))), $"{LogRulesPlan.Most}", plan.InBatches ? "batches" : "",
            .. plan.Places.SelectMany((tap, i) => new[] { Name(i), tap.Place.Pid is { } pid ? $"{pid}" : "-", tap.Place.Device, tap.Filter }),
        ];
        var hold = new Pipe();
        var command = HostCommand.Shell(CaptureScript.Text, arguments) with
        {
            Input = CommandInput.UntilClosed(() => hold.Reader.AsStream(), "the walk's end"),
            Timeout = limit + StartLimit + StartLimit + SendLimit,
        };
        // Ends by itself on the host too, where we cannot end it any more.
        var wait = HostCommand.Shell(CaptureScript.Ready, CaptureScript.Folder(id), Seconds(StartLimit)).WithTimeout(StartLimit + StartLimit);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = host.RunAsync(command, cancellation);
        var ready = host.RunAsync(wait, waiting.Token);
        try
        {
            if (await Task.WhenAny(running, ready) == running && await running is { Succeeded: false } ended)
            {
                throw new UserErrorException($"{host.Name} cannot listen: {ended.Error.Trim()} (exit code {ended.ExitCode})", $"Is {CaptureScript.Directory} a folder there, and its disk not full?");
            }

            (await ready).Check("Once more: the host was too busy to begin.");
            return new CaptureSession(host, plan, hold, running);
        }
        catch
        {
            await ReleaseAsync(hold);
            await waiting.CancelAsync();
            await ((Task)ready).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <summary>Ends it, and fetches what was seen.</summary>
    public async Task<CaptureResult> StopAsync()
    {
        await ReleaseAsync(_hold);
        return Read(_host.Name, _plan, (await _running).Check().OutputBytes);
    }

    /// <param name="tar">What <see cref="CaptureScript"/> printed.</param>
    internal static CaptureResult Read(string host, CapturePlan plan, ReadOnlyMemory<byte> tar)
    {
        var (notes, unread) = (new List<string>(), new List<string>());
        var files = new CaptureFiles(tar, unread.Add);
        var captures = new List<(CapturePoint, ReadOnlyMemory<byte>)>();
        var (begin, end) = (files.Time("begin", DateTime.UnixEpoch), files.Time("end", DateTime.UnixEpoch.AddYears(1000)));
        foreach (var (i, (place, _)) in plan.Places.Index())
        {
            var (file, said) = (files.Bytes($"{Name(i)}.pcap"), files.Said($"{Name(i)}.err"));
            if (said.Dropped > 0)
            {
                notes.Add($"{host}: {said.Dropped} packets passed {place} too fast to be shown: they look lost there, and are not.");
            }

            if (file.Length == 0)
            {
                notes.Add($"{host}: nothing was seen on {place}: {files.Text($"{Name(i)}.err").Trim()}");
                continue;
            }

            captures.Add((place, file));
            notes.AddRange(said.Others.Select(line => $"{host}: {place}: {line}"));
            // It writes on in vain where its file takes no more; killed, it says nothing.
            var (count, last) = PcapFile.Read(file, _ => { }).Aggregate((Count: 0, Last: begin), (sum, packet) => (sum.Count + 1, packet.Time));
            if (count < (said.Captured ?? int.MaxValue))
            {
                end = new[] { end, last - OnTheWay }.Min();
                notes.Add($"{host}: the capture of {place} ended early, with {count}{(said.Captured is { } all ? $" of {all}" : "")} packets: "
                    + $"{(files.Bound <= file.Length ? Bound(files) : "the disk is full, or tcpdump was killed")}. What set out later is not shown.");
            }
        }

        var chains = files.Text(CaptureScript.Chains);
        if (files.Text("chains.err").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToList() is { Count: > 0 } trouble)
        {
            notes.Add($"{host}: {(chains.Length > 0 ? "not all chains are shown" : "the chains are not shown")}: {string.Join("; ", trouble)}");
        }
        else if (plan.Marks.Count > 0 && !files.Has(CaptureScript.Chains))
        {
            notes.Add($"{host}: the chains are not shown: their file did not come");
        }
        else if (files.Bound <= files.Bytes(CaptureScript.Chains).Length)
        {
            notes.Add($"{host}: not all chains are shown: {Bound(files)}");
        }

        var passes = ChainTrace.Parse(chains, unread.Add);
        var book = plan.Book is null ? null : LogRulesResult.Of(plan.Book, files.Text, unread.Add);
        notes.AddRange(unread.Take(MostUnread).Select(what => $"{host}: not read: {what}"));
        if (unread.Count > MostUnread)
        {
            notes.Add($"{host}: not read: {unread.Count - MostUnread} more");
        }

        return new CaptureResult(host, captures, chains, passes, begin, end, book, notes);
    }

    private static string Bound(CaptureFiles files) => string.Create(CultureInfo.InvariantCulture, $"a file takes {files.Bound / 1024.0 / 1024:0.#} MiB at most");

    /// <summary>Ends the command's input. Not without a byte: SSH.NET tells the end only where something was written.</summary>
    private static async Task ReleaseAsync(Pipe hold)
    {
        await hold.Writer.WriteAsync("\n"u8.ToArray());
        await hold.Writer.CompleteAsync();
    }

    private static string Name(int index) => $"p{index}";

    private static string Seconds(TimeSpan time) => Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static string Lines(IEnumerable<string>? lines) => string.Join('\n', lines ?? []);

    private static string Reading(CapturePlan plan, BookReading reading) =>
        $"{Name(plan.Places.Index().First(tap => tap.Item.Place == reading.Place).Index)}|{reading.Options}|{reading.Filter}";

    private static string Rules(string id, CapturePlan plan) => plan.Marks.Count + plan.SentMarks.Count == 0 ? "" :
        $$"""
        table ip {{CaptureScript.TablePrefix}}{{id}} {
            chain prerouting { type filter hook prerouting priority {{BeforeAllTables}}; policy accept;
        {{Marked(plan.Marks)}}
            }
            chain output { type filter hook output priority {{BeforeAllTables}}; policy accept;
        {{Marked(plan.SentMarks)}}
            }
        }
        """;

    private static string Marked(IEnumerable<TraceRule> marks) => string.Join('\n', marks.Distinct().SelectMany(mark => mark.Rules()).Select(rule => $"        {rule}"));
}
