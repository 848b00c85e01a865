using System.Globalization;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Parses the time that a lab may run, from 2 minutes to 30 days: <c>45m</c>, <c>8h</c>, <c>2d</c>, or <c>none</c>.</summary>
public static class TimeToLive
{
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Most = TimeSpan.FromDays(30);

    /// <param name="name">The option or argument, for the error message: <c>--ttl</c>.</param>
    /// <returns>The time; null for <c>none</c>.</returns>
    /// <exception cref="UserErrorException">The text is neither a time within the limits nor <c>none</c>.</exception>
    public static TimeSpan? Parse(string text, string name)
    {
        if (text == "none")
        {
            return null;
        }

        var unit = text.Length > 1
            ? text[^1] switch
            {
                'm' => TimeSpan.FromMinutes(1),
                'h' => TimeSpan.FromHours(1),
                'd' => TimeSpan.FromDays(1),
                _ => TimeSpan.Zero,
            }
            : TimeSpan.Zero;
        if (unit == TimeSpan.Zero || !int.TryParse(text.AsSpan()[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count < Least / unit || count > Most / unit)
        {
            throw new UserErrorException(
                $"{name} {text}: not a time from 2m to 30d.",
                $"For example: {name} 90m, {name} 4h, {name} 2d, or {name} none.");
        }

        return count * unit;
    }
}
