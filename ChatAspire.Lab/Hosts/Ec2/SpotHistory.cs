using System.Globalization;
using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>The history of spot prices, by instance type and availability zone.</summary>
internal sealed class SpotHistory(IEnumerable<SpotPrice> prices)
{
    private readonly ILookup<(string? Type, string? Zone), (DateTimeOffset Since, decimal PerHour)> _prices =
        Read(prices).OrderBy(p => p.Since).ToLookup(p => (p.Type, p.Zone), p => (p.Since, p.PerHour));

    /// <summary>
    /// Returns the cost of an instance over a time span. EC2 keeps prices for 90 days; the first known price also counts for the time
    /// before it.
    /// </summary>
    /// <returns>The cost in US dollars; null if no price is known.</returns>
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
