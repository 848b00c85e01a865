namespace ChatAspire.Network.Walk;

/// <summary>Limits of a walk along existing traffic.</summary>
/// <param name="Packets">The number of packets after which the walk ends.</param>
/// <param name="Time">The time after which the walk ends.</param>
/// <param name="Text">A text; only packets with this text in their payload are followed. Empty to follow all packets.</param>
internal sealed record LiveLimits(int Packets, TimeSpan Time, string Text)
{
    /// <summary>True to report each packet at once, at a higher cost for the hosts; false to report once a second.</summary>
    public bool IsPrompt { get; init; }
}
