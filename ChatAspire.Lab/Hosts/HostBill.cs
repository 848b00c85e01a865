using System.Globalization;

namespace ChatAspire.Lab.Hosts;

/// <summary>The age and the cost of a host that is billed by the hour.</summary>
/// <param name="Type">Its instance type: "t3.micro".</param>
/// <param name="PerHour">The price in US dollars, with its address and volume; null if one is not known.</param>
/// <param name="IsSpot">True for a spot instance, which costs less than this price.</param>
/// <param name="Prices">The list that the price is from: "us-east-1 list prices of 2026-07-20".</param>
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

    /// <summary>Formats a time span: "7 h 59 min".</summary>
    public static string Span(TimeSpan span) => span < TimeSpan.FromMinutes(1) ? "less than a minute"
        : span < TimeSpan.FromHours(1) ? $"{span.Minutes} min"
        : $"{(int)span.TotalHours} h {span.Minutes} min";
}
