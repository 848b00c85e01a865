using System.Globalization;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Drops;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>Interprets the files of a finished capture session, and notes everything that is missing.</summary>
internal static class CaptureReader
{
    /// <summary>A packet sent this long before the capture ended must have reached every capture point.</summary>
    private static readonly TimeSpan MaxTransit = TimeSpan.FromMilliseconds(200);

    /// <summary>The maximum number of unreadable parts to report one by one, because a damaged trace may have hundreds.</summary>
    private const int MaxUnread = 5;

    /// <summary>Reads the result of one host.</summary>
    /// <param name="tar">The output of <see cref="CaptureScript"/>.</param>
    public static CaptureResult Read(string host, CapturePlan plan, ReadOnlyMemory<byte> tar)
    {
        var (notes, unread) = (new List<string>(), new List<string>());
        var files = new CaptureFiles(tar, unread.Add);
        var captures = new List<(CapturePoint, ReadOnlyMemory<byte>)>();
        var (begin, end) = (files.Time(CaptureScript.Begin, DateTime.UnixEpoch),
            files.Time(CaptureScript.End, DateTime.UnixEpoch.AddYears(1000)));
        foreach (var (i, (point, _)) in plan.Points.Index())
        {
            var name = CaptureCommand.FileName(i);
            var (file, summary) = (files.Bytes($"{name}.pcap"), files.Summary($"{name}.err"));
            if (summary.Dropped > 0)
            {
                notes.Add($"{host}: {summary.Dropped} packets passed {point} too fast to be captured: they look lost there, and are not.");
            }

            if (file.Length == 0)
            {
                notes.Add($"{host}: nothing was captured on {point}: {files.Text($"{name}.err").Trim()}");
                continue;
            }

            captures.Add((point, file));
            notes.AddRange(summary.Others.Select(line => $"{host}: {point}: {line}"));
            // Once the file is full, tcpdump continues to count, so the count exceeds the number of packets in the file. If tcpdump was
            // killed, it prints no count.
            var (count, last) = PcapFile.Read(file, _ => { })
                .Aggregate((Count: 0, Last: begin), (sum, packet) => (sum.Count + 1, packet.Time));
            if (count < (summary.Captured ?? int.MaxValue))
            {
                end = new[] { end, last - MaxTransit }.Min();
                var total = summary.Captured is { } all ? $" of {all}" : "";
                var reason = files.MaxBytes <= file.Length ? SizeLimit(files) : "the disk is full, or tcpdump was killed";
                notes.Add($"{host}: the capture of {point} ended early, with {count}{total} packets: {reason}. "
                    + "Packets sent later are not shown.");
            }
        }

        var trace = files.Text(CaptureScript.Chains);
        var traversals = ChainTrace.Parse(trace, unread.Add);
        if (MissingChains(files, plan, traversals.Count) is { } missing)
        {
            notes.Add($"{host}: {missing}");
        }

        var logRules = plan.LogRules is null ? null : LogRulesResult.Read(plan.LogRules, files.Text, unread.Add);
        notes.AddRange(unread.Take(MaxUnread).Select(what => $"{host}: not read: {what}"));
        if (unread.Count > MaxUnread)
        {
            notes.Add($"{host}: not read: {unread.Count - MaxUnread} more");
        }

        return new CaptureResult(host, captures, trace, traversals, begin, end, logRules, notes)
        {
            Drops = plan.Drops is null ? null : DropRecording.Read(host, files.Text, plan.Drops.TunnelPort),
        };
    }

    /// <summary>Returns the reason why chains are missing from the trace; null if nothing indicates that any are.</summary>
    private static string? MissingChains(CaptureFiles files, CapturePlan plan, int traversals)
    {
        var lost = traversals == 0 ? "no chains are shown" : "some chains are not shown";
        var errors = files.Text(CaptureScript.ChainErrors)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !IsMonitorsOwn(line)).ToList();
        if (errors.Count > 0)
        {
            var counted = errors.CountBy(Explain).Select(error => error.Value == 1 ? error.Key : $"{error.Key} ({error.Value} times)");
            return $"{lost}: {string.Join("; ", counted)}";
        }

        if (plan.TraceRules.Count > 0 && !files.Has(CaptureScript.Chains))
        {
            return $"{lost}: their file is missing";
        }

        return files.MaxBytes <= files.Bytes(CaptureScript.Chains).Length ? $"{lost}: {SizeLimit(files)}" : null;
    }

    // mnl_socket_recvfrom: No buffer space available
    /// <summary>
    /// Explains two messages with which xtables-monitor exits: the kernel's buffer for it overflowed, or it cannot print an IPv6 rule.
    /// Other messages are returned unchanged.
    /// </summary>
    private static string Explain(string error) => error switch
    {
        _ when error.Contains("No buffer space available", StringComparison.Ordinal) =>
            $"xtables-monitor could not keep up, and the kernel discarded trace messages ({error})",
        _ when error.Contains("unsupported layer 4 protocol value", StringComparison.Ordinal) =>
            "xtables-monitor exited at an IPv6 rule with ports, which it can print since iptables 1.8.11",
        _ => error,
    };

    // xtables-monitor v1.8.9 (nf_tables): Parsing nftables rule failed
    // Perhaps xtables-monitor or your kernel needs to be upgraded.
    /// <summary>Recognises two lines that xtables-monitor prints after its error messages; they add nothing.</summary>
    private static bool IsMonitorsOwn(string line) => line.EndsWith("Parsing nftables rule failed", StringComparison.Ordinal)
        || line == "Perhaps xtables-monitor or your kernel needs to be upgraded.";

    private static string SizeLimit(CaptureFiles files) =>
        string.Create(CultureInfo.InvariantCulture, $"a file is limited to {files.MaxBytes / 1024.0 / 1024:0.#} MiB");
}
