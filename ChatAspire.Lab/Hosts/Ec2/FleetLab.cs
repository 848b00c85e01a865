namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>A lab of an account and region, as its tags and instances describe it.</summary>
/// <param name="Name">The lab's name, the value of its tag.</param>
/// <param name="By">The user and machine that created the lab, <c>USER@MACHINE</c>; null if no tag contains them.</param>
/// <param name="Hosts">The number of instances that are neither terminated nor shutting down.</param>
/// <param name="Launched">The launch time of the oldest instance; null if there is no instance or no launch time.</param>
/// <param name="Ends">The end of the lab's time to live, when its last instance terminates itself; null for never or not known.</param>
/// <param name="Cost">The estimated cost of the instances so far, in US dollars; null if not requested or if a price is not known.</param>
/// <param name="AtMost">True if the cost is an upper bound, because spot instances are estimated at the on-demand price.</param>
public sealed record FleetLab(
    string Name, string? By, int Hosts, DateTimeOffset? Launched, DateTimeOffset? Ends, decimal? Cost = null, bool AtMost = false)
{
    /// <summary>Returns true if the lab's time to live has passed.</summary>
    public bool IsExpired(DateTimeOffset now) => Ends <= now;
}

/// <summary>The labs of an account and region, with their costs.</summary>
/// <param name="Notes">The failed calls of the cost estimate, each with the assumption that replaces its answer.</param>
public sealed record FleetView(IReadOnlyList<FleetLab> Labs, IReadOnlyList<string> Notes);
