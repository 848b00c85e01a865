using System.Globalization;

namespace ChatAspire.Web.Contracts;

/// <summary>A place in a room's log: the epoch (one life of the log) and a number in it. Written <c>EPOCH-SEQ</c>.</summary>
/// <param name="Epoch">Changes when the log was lost, so that no number is ever used twice within one epoch.</param>
/// <param name="Seq">The message's number, from 1; 0: before the first.</param>
public readonly record struct LogPosition(string Epoch, long Seq)
{
    private const int MaxEpochLength = 40;

    /// <summary>A fresh epoch: the time first, so that epochs sort by age, then chance, so that no two nodes make the same.</summary>
    public static string NewEpoch() => string.Create(
        CultureInfo.InvariantCulture,
        $"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds():x11}{Random.Shared.Next(0x10000):x4}");

    /// <summary>Reads <c>EPOCH-SEQ</c>, as in <c>Last-Event-ID</c>.</summary>
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

    private static readonly System.Buffers.SearchValues<char> EpochCharacters =
        System.Buffers.SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz");
}
