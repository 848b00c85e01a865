using System.Security.Cryptography;
using System.Text;
using ChatAspire.Lab.Faults;

namespace ChatAspire.Lab.Challenges;

/// <summary>The differences between a host and its state before a challenge, without those that the challenge made.</summary>
/// <param name="Host">The host's name.</param>
/// <param name="Surplus">Lines that the host has now, but did not have before.</param>
/// <param name="Missing">Lines that the host had before, but does not have now.</param>
internal sealed record StateComparison(string Host, IReadOnlyList<StateLine> Surplus, IReadOnlyList<StateLine> Missing)
{
    /// <summary>Kinds whose differences are harmless, or follow from the restart or replacement of a container.</summary>
    private static readonly string[] Harmless = [StateKinds.Neighbour, StateKinds.Identity, StateKinds.Started];

    /// <param name="own">The fingerprints of the differences that the challenge made.</param>
    /// <param name="isPresent">
    /// True while the fault is present; lines that the challenge removed then do not count as missing. Lines that it added never count.
    /// </param>
    public static StateComparison Of(string host, HostState before, HostState now, IReadOnlyList<string> own, bool isPresent)
    {
        var mine = own.ToHashSet();
        return new(
            host,
            [.. now.Except(before).Where(line => !mine.Contains(Fingerprint(host, '+', line)))],
            [.. before.Except(now).Where(line => !isPresent || !mine.Contains(Fingerprint(host, '-', line)))]);
    }

    /// <summary>
    /// Returns a hash of each difference, by which a later comparison recognizes it. The record contains the hashes, because the lines
    /// themselves would reveal the cause.
    /// </summary>
    public IEnumerable<string> Fingerprints() =>
        Surplus.Select(line => Fingerprint(Host, '+', line)).Concat(Missing.Select(line => Fingerprint(Host, '-', line)));

    /// <summary>Returns the differences that a learner's cure must not leave behind.</summary>
    public StateComparison Harmful()
    {
        // The kernel lists the same default FDB entry with or without the outgoing device ("via eth0"), so `via` is ignored.
        var (surplus, missing) = (Surplus.Select(WithoutVia).ToList(), Missing.Select(WithoutVia).ToList());
        return new(
            Host,
            [.. Surplus.Where(line => !Harmless.Contains(line.Kind) && !missing.Contains(WithoutVia(line)))],
            [.. Missing.Where(line => !Harmless.Contains(line.Kind) && !surplus.Contains(WithoutVia(line)))]);
    }

    private static StateLine WithoutVia(StateLine line)
    {
        var words = line.Text.Split(' ').ToList();
        if (line.Kind == StateKinds.Fdb && words.IndexOf("via") is > 0 and var via)
        {
            words.RemoveRange(via, 2);
        }

        return line with { Text = string.Join(' ', words) };
    }

    private static string Fingerprint(string host, char sign, StateLine line) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{host}{sign}{line}")))[..20];
}
