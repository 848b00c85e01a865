using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>A time by a host's clock, in the format of <c>date +%s.%N</c>.</summary>
internal static partial class HostTime
{
    // 1795602016.591259556
    /// <summary>Parses the time as UTC; null for any other text.</summary>
    public static DateTime? Parse(string text) => Seconds().Match(text) is { Success: true } match
        ? DateTime.UnixEpoch.AddTicks((long)(decimal.Parse(match.ValueSpan, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond))
        : null;

    [GeneratedRegex(@"^[0-9]{10}\.[0-9]{1,9}(?=\n?$)")]
    private static partial Regex Seconds();
}
