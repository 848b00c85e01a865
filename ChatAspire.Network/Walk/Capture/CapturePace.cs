namespace ChatAspire.Network.Walk.Capture;

/// <summary>The traffic of a capture, and how soon its packets are delivered.</summary>
internal enum CapturePace
{
    /// <summary>The walk's own traffic, which is little: every packet at once. Cancelling ends the walk.</summary>
    Own,

    /// <summary>
    /// Existing traffic, a second's packets at a time: it may be busy, and each wake-up of a capture costs it time. Captures outlive a
    /// cancellation, so that what they have can be collected.
    /// </summary>
    Batched,

    /// <summary>As <see cref="Batched"/>, but every packet at once, for somebody who watches.</summary>
    Prompt,
}
