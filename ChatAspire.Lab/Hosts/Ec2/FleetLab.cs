namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>A lab of an account and region, as its tags describe it.</summary>
/// <param name="Name">The value of the lab's tag.</param>
/// <param name="By">The user and machine that created it; null if no tag tells.</param>
/// <param name="Hosts">The number of instances that are not terminated.</param>
/// <param name="Launched">The launch of its oldest instance; null without instances.</param>
/// <param name="Ends">The end of its time to live: when its last instance terminates itself; null for never.</param>
/// <param name="Cost">The estimated cost of its instances so far, in US dollars; null if a price is not known.</param>
/// <param name="AtMost">True if the cost is an upper bound: spot instances at the on-demand price.</param>
public sealed record FleetLab(
    string Name, string? By, int Hosts, DateTimeOffset? Launched, DateTimeOffset? Ends, decimal? Cost = null, bool AtMost = false)
{
    /// <summary>True if its time to live has passed.</summary>
    public bool IsExpired(DateTimeOffset now) => Ends <= now;
}

/// <summary>The labs of an account and region, with their costs.</summary>
/// <param name="Notes">The assumptions of the costs that replace missing answers of the endpoint.</param>
public sealed record FleetView(IReadOnlyList<FleetLab> Labs, IReadOnlyList<string> Notes);
