namespace ChatAspire.Network.Walk.Capture;

/// <summary>The kind of traffic to capture, and the delay with which its packets are delivered.</summary>
internal enum CapturePace
{
    /// <summary>The walk's own traffic. There is little of it, so every packet is delivered at once. Cancelling ends the walk.</summary>
    Own,

    /// <summary>
    /// Existing traffic, delivered once a second, because it may be heavy and each wake-up of a capture slows it down. Captures continue
    /// after a cancellation, so that their packets can still be collected.
    /// </summary>
    Batched,

    /// <summary>
    /// Existing traffic as with <see cref="Batched"/>, but every packet is delivered at once, for a user who is watching.
    /// </summary>
    Prompt,
}
