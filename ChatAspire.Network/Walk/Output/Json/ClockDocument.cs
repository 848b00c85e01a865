namespace ChatAspire.Network.Walk.Output.Json;

/// <summary>The JSON form of a clock, relative to the first host's.</summary>
/// <param name="UncertaintyMicroseconds">Null if no packet crossed in both directions.</param>
internal sealed record ClockDocument(double OffsetMicroseconds, double? UncertaintyMicroseconds);
