using System.Globalization;

namespace ChatAspire.Lab.Hosts;

/// <summary>The age and the cost of a host that is billed by the hour.</summary>
/// <param name="Type">The instance type: "t3.micro".</param>
/// <param name="PerHour">The hourly price in US dollars of instance, public address and volume together; null if any is not known.</param>
/// <param name="IsSpot">True for a spot instance, for which <paramref name="PerHour"/>, the on-demand price, is an upper bound.</param>
/// <param name="Prices">The source of the price: "us-east-1 list prices of 2026-07-20".</param>
public sealed record HostBill(DateTimeOffset Launched, string Type, decimal? PerHour, bool IsSpot, string Prices)
{
    /// <summary>Formats the age: "2 h 5 min".</summary>
    public string Age(DateTimeOffset now) => Span(now - Launched);

    /// <summary>Formats the cost so far: "about $0.03 so far (us-east-1 list prices of 2026-07-20)".</summary>
    public string Cost(DateTimeOffset now) => PerHour is not { } price
        ? $"no price for {Type} in the table"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{(IsSpot ? "at most" : "about")} ${price * (decimal)(now - Launched).TotalHours:0.00} so far ({Prices})");

    /// <summary>Formats a time span in hours and minutes: "7 h 59 min", "12 min", "less than a minute".</summary>
    public static string Span(TimeSpan span) => span < TimeSpan.FromMinutes(1) ? "less than a minute"
        : span < TimeSpan.FromHours(1) ? $"{span.Minutes} min"
        : $"{(int)span.TotalHours} h {span.Minutes} min";
}
