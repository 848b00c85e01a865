namespace ChatAspire.Network.Walk.Output.Json;

/// <summary>The JSON form of the offset of a host's clock from the first host's.</summary>
/// <param name="OffsetMicroseconds">Positive if the host's clock is ahead.</param>
/// <param name="UncertaintyMicroseconds">
/// The maximum error of the offset; null unless packets crossed between the hosts in both directions.
/// </param>
internal sealed record ClockDocument(double OffsetMicroseconds, double? UncertaintyMicroseconds);
