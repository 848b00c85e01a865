namespace ChatAspire.Network.Walk;

/// <summary>Limits of a walk along existing traffic.</summary>
/// <param name="Packets">Packets to follow.</param>
/// <param name="Time">How long to follow.</param>
/// <param name="Text">Only packets whose data contains it; empty for all.</param>
internal sealed record LiveLimits(int Packets, TimeSpan Time, string Text)
{
    /// <summary>True to report packets at once, which costs the hosts more, instead of once a second.</summary>
    public bool IsPrompt { get; init; }
}
