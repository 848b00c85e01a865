using System.Buffers;
using System.Globalization;

namespace ChatAspire.Web.Contracts;

/// <summary>A position in a room's log: an epoch (one lifetime of the log) and a number in it. Written <c>EPOCH-SEQ</c>.</summary>
/// <param name="Epoch">Changes when the log is lost, so that no number is used twice within one epoch.</param>
/// <param name="Seq">The message's number, from 1; 0 is the position before the first message.</param>
public readonly record struct LogPosition(string Epoch, long Seq)
{
    private const int MaxEpochLength = 40;

    private static readonly SearchValues<char> EpochCharacters = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz");

    /// <summary>
    /// Creates an epoch of 15 hex digits: 11 of the Unix time in ms, so that epochs sort by age, and 4 random ones, so that two nodes
    /// are unlikely to create the same.
    /// </summary>
    public static string NewEpoch() => string.Create(
        CultureInfo.InvariantCulture,
        $"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds():x11}{Random.Shared.Next(0x10000):x4}");

    /// <summary>Parses <c>EPOCH-SEQ</c>, as in <c>Last-Event-ID</c>; returns false for any other text.</summary>
    public static bool TryParse(string? text, out LogPosition position)
    {
        position = default;
        text ??= "";
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash is < 1 or > MaxEpochLength
            || text.AsSpan(0, dash).ContainsAnyExcept(EpochCharacters)
            || !long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
        {
            return false;
        }

        position = new LogPosition(text[..dash], seq);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{Seq}");
}
