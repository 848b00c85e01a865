using System.Text.RegularExpressions;

namespace ChatAspire.RealHosts.Tests.Lessons;

/// <summary>
/// Removes from a lesson's document what differs between runs: addresses of the machine, ids, times, counters, versions, and the
/// order of unordered lists. Everything else stays, above all the commands and the meaning of each line.
/// </summary>
internal static partial class PlainPage
{
    private static readonly (Regex From, string To)[] Rules =
    [
        // With -A, tcpdump prints the IP and TCP headers as text before the HTTP content.
        (Rule(@"(?<=, length \d+\n)[^`]+?(?=GET / |HTTP/1)"), ""),
        (Rule(@"\b[0-9a-f]{2}(:[0-9a-f]{2}){5}\b|\b8000\.[0-9a-f]{12}\b"), "MAC"),
        (Rule(@"(?<=MAC(SRC|DST)=)[0-9a-f:]+"), "MAC"),
        (Rule(@"\b[0-9a-f]{12,64}(-\d+)?\b(-[0-9a-f]{16}-01)?"), "ID"),
        (Rule(@"(?<=PACKET: 2 |TRACE: 2 )[0-9a-f]{8}"), "ID"),
        (Rule(@"\bveth[0-9a-f]{7}\b"), "vethN"),
        (Rule(@"\b10\.77\.\d+\."), "10.77.0."),
        (Rule(@"\d{4}-\d\d-\d\dT[\d:.]+Z|\b\d\d:\d\d:\d\d\.\d+|\b[A-Z][a-z]{2} +\d+ \d\d:\d\d(?= /proc)"), "TIME"),
        (Rule(@"(About )?\b(\d+|an?) (second|minute|hour|day|week)s? ago"), "AGO"),
        (Rule(@"\b\d+(\.\d+)?([kMG]?B)\b"), "SIZE"),
        // Ports chosen by the kernel; the other port of the connection is a known one.
        (Rule(@"(?<=IP [\d.]+\.)(?!(5000|5080|4789|6379) )\d+(?= > [\d.]+\.\d+:)"), "PORT"),
        (Rule(@"(?<=IP [\d.]+\.(5000|5080) > [\d.]+\.)\d+(?=:)"), "PORT"),
        (Rule(@"(?<= seq )\d{3,}:\d+|(?<= ack )\d+|(?<= win )\d+|(?<=TS val )\d+ ecr \d+|"
            + @"(?<= id )\d{2,}(?=, seq)|(?<= ID=)\d+|(?<= SPORT=)\d+(?= DPORT=50[08]0)|(?<=rule:)0x[0-9a-f]+"), "N"),
        (Rule(@"(?<=time=)[\d.]+|(?<=time )\d+(?=ms)|(?<=mdev = )[\d./]+"), "N"),
        (Rule(@"(?<=127\.0\.0\.11:|[sd]pt:)(?!53\b|5000\b|5080\b|18888\b)\d+"), "N"),
        (Rule(@"(?<=net:\[)\d+|(?<=@if)\d+|(?<=link-netnsid )\d+|(?<=/proc/)\d+|(?<=grep '\^)\d+|^\d+(?=: \S+[: ] )|^\d+$"), "N"),
        (Rule(@"(?<=, ""?last""?:|""last"":|""seq"":|""id"":"")\d+|(?<=""epoch"":)(null|""ID"")"), "N"),
        (Rule(@"(?<=tcpdump version |libpcap version |OpenSSL |curl/)\S+( \d+ \w+ \d{4})?"), "VERSION"),
        (Rule(@"(?<= ageing 300).*"), ""),
        // A bridge loses its carrier some time after its last port is gone.
        (Rule(@"(?<=dev docker0 .*) linkdown"), ""),
        // Counters: pkts and bytes, after the line number if there is one.
        (Rule(@"^(\d+ +|num +)?(\d+[KMG]?|pkts) +(\d+[KMG]?|bytes) (?=\S)"), ""),
        (Rule(@"^ +(\d+[KMG]?|pkts) +(\d+[KMG]?|bytes) (?=\S)"), ""),
        (Rule(@"[ \t]+"), " "),
        (Rule(@" $"), ""),
    ];

    /// <summary>Returns the part of a page that must be equal in every run.</summary>
    public static string Of(string page)
    {
        foreach (var (from, to) in Rules)
        {
            page = from.Replace(page, to);
        }

        return Output().Replace(page, block => $"```console\n{Ordered(block.Groups[1].Value)}\n```");
    }

    private static string Ordered(string block)
    {
        var lines = block.Split('\n');
        // The kernel may acknowledge two segments at once: only the directions of packets without content are certain.
        var packets = lines.Where(line => EmptyPacket().IsMatch(line) || Counted().IsMatch(line)).ToList();
        lines = [.. lines.Except(packets), .. packets.Where(line => EmptyPacket().IsMatch(line)).Distinct().Order(StringComparer.Ordinal)];
        // After a repair, objects may be listed in another order.
        return string.Join('\n', lines.Any(line => Unordered().IsMatch(line)) ? lines.Order(StringComparer.Ordinal) : lines);
    }

    private static Regex Rule(string pattern) => new(pattern, RegexOptions.Multiline | RegexOptions.CultureInvariant);

    [GeneratedRegex(@"```console\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Output();

    [GeneratedRegex(@": tcp 0$")]
    private static partial Regex EmptyPacket();

    // 10 packets captured
    [GeneratedRegex(@"^\d+ packets? (captured|received by filter|dropped by kernel)$")]
    private static partial Regex Counted();

    [GeneratedRegex(@"^Chain |scope host lo|^bridge name|^NETWORK ID")]
    private static partial Regex Unordered();
}
