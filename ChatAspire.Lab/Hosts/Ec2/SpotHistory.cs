using System.Globalization;
using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>The spot prices of instance types in availability zones, with the times at which they changed.</summary>
internal sealed class SpotHistory(IEnumerable<SpotPrice> prices)
{
    private readonly ILookup<(string? Type, string? Zone), (DateTimeOffset Since, decimal PerHour)> _prices =
        Read(prices).OrderBy(p => p.Since).ToLookup(p => (p.Type, p.Zone), p => (p.Since, p.PerHour));

    /// <summary>
    /// Adds up the prices of a time span. Those before the first known change, which EC2 keeps for 90 days, count as that one.
    /// </summary>
    /// <returns>US dollars; null if no price is known.</returns>
    public decimal? Cost(string? type, string? zone, DateTimeOffset from, DateTimeOffset to)
    {
        var known = _prices[(type, zone)].ToList();
        if (known.Count == 0)
        {
            return null;
        }

        var dollars = 0m;
        for (var i = 0; i < known.Count; i++)
        {
            var begin = i == 0 || known[i].Since < from ? from : known[i].Since;
            var end = i + 1 < known.Count && known[i + 1].Since < to ? known[i + 1].Since : to;
            dollars += end > begin ? known[i].PerHour * (decimal)(end - begin).TotalHours : 0;
        }

        return dollars;
    }

    private static IEnumerable<(string? Type, string? Zone, DateTimeOffset Since, decimal PerHour)> Read(IEnumerable<SpotPrice> prices)
    {
        foreach (var price in prices)
        {
            if (price.Timestamp is { } since
                && decimal.TryParse(price.Price, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var perHour))
            {
                yield return (price.InstanceType?.Value, price.AvailabilityZone, new DateTimeOffset(since.ToUniversalTime()), perHour);
            }
        }
    }
}
