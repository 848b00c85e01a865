namespace ChatAspire.Web.Streaming;

/// <summary>The next step of a subscriber's session.</summary>
internal enum ServingStep
{
    /// <summary>Send the bytes written to the response.</summary>
    Flush,

    /// <summary>Read the next messages from Redis, because they are no longer in the ring.</summary>
    ReadPage,

    /// <summary>Request a check of the log, because the subscriber's epoch is not this node's.</summary>
    Check,

    /// <summary>Request a check of the log, because the subscriber claims a number that this node has not reached.</summary>
    CheckClaim,

    /// <summary>Wait until the pump, which now owns the subscriber, releases it.</summary>
    Held,
}
