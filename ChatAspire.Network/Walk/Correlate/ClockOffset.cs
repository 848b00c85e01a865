namespace ChatAspire.Network.Walk.Correlate;

/// <summary>The offset of a host's clock from that of the walk's first host.</summary>
/// <param name="Offset">
/// Positive if the host's clock is ahead. Subtract it from the host's times to get those of the first host's clock.
/// </param>
/// <param name="Uncertainty">
/// The maximum error of the offset in either direction; null if it is unknown, because no packets crossed in both directions.
/// </param>
internal sealed record ClockOffset(TimeSpan Offset, TimeSpan? Uncertainty);
