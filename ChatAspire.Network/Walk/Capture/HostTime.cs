using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>A time of a host's clock, as <c>date +%s.%N</c> prints it.</summary>
internal static partial class HostTime
{
    // 1795602016.591259556
    /// <summary>Parses the time; null for any other text.</summary>
    public static DateTime? Parse(string text) => Seconds().Match(text) is { Success: true } match
        ? DateTime.UnixEpoch.AddTicks((long)(decimal.Parse(match.ValueSpan, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond))
        : null;

    [GeneratedRegex(@"^[0-9]{10}\.[0-9]{1,9}(?=\n?$)")]
    private static partial Regex Seconds();
}
