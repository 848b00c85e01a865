using System.Security.Cryptography;
using System.Text;
using ChatAspire.Lab.Faults;

namespace ChatAspire.Lab.Challenges;

/// <summary>The differences of a host from its state before a challenge, without those that the challenge made.</summary>
/// <param name="Host">The host's name.</param>
/// <param name="Surplus">Lines that were not there.</param>
/// <param name="Missing">Lines that were there.</param>
internal sealed record StateComparison(string Host, IReadOnlyList<StateLine> Surplus, IReadOnlyList<StateLine> Missing)
{
    /// <summary>Kinds whose differences do no harm, or that a start of a container changes.</summary>
    private static readonly string[] Harmless = [StateKinds.Neighbour, StateKinds.Identity, StateKinds.Started];

    /// <param name="own">The fingerprints of the challenge's differences.</param>
    /// <param name="isPresent">True while the cause is present: then the lines that it removed do not count either.</param>
    public static StateComparison Of(string host, HostState before, HostState now, IReadOnlyList<string> own, bool isPresent)
    {
        var mine = own.ToHashSet();
        return new(
            host,
            [.. now.Except(before).Where(line => !mine.Contains(Fingerprint(host, '+', line)))],
            [.. before.Except(now).Where(line => !isPresent || !mine.Contains(Fingerprint(host, '-', line)))]);
    }

    /// <summary>The fingerprints of all differences, by which a later comparison knows them; the record does not name the cause.</summary>
    public IEnumerable<string> Fingerprints() =>
        Surplus.Select(line => Fingerprint(Host, '+', line)).Concat(Missing.Select(line => Fingerprint(Host, '-', line)));

    /// <summary>The differences that a learner's cure must not leave.</summary>
    public StateComparison Harmful()
    {
        // The kernel lists the same default destination with and without the outgoing device.
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
