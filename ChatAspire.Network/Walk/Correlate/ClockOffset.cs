namespace ChatAspire.Network.Walk.Correlate;

/// <summary>The lead of a host's clock over the first host's.</summary>
/// <param name="Offset">Subtract it from the host's times.</param>
/// <param name="Uncertainty">The true offset is within this distance; null if no packet crossed in both directions.</param>
internal sealed record ClockOffset(TimeSpan Offset, TimeSpan? Uncertainty);
