namespace ChatAspire.Network.Walk.Traffic;

/// <summary>The outcome of a walk's own traffic.</summary>
/// <param name="Message">The result, or the error message of the program that sent the traffic.</param>
internal sealed record ProbeOutcome(bool Succeeded, string Message);
