namespace ChatAspire.Web.Streaming;

/// <summary>The next step of a subscriber's session.</summary>
internal enum ServingStep
{
    /// <summary>Send the written bytes.</summary>
    Flush,

    /// <summary>Read the messages that are no longer in the ring.</summary>
    ReadPage,

    /// <summary>Request a check of the log, because the subscriber knows an epoch that this node does not.</summary>
    Check,

    /// <summary>Request a check of the log, because the subscriber claims a number that this node does not know.</summary>
    CheckClaim,

    /// <summary>Wait: the pump owns the subscriber.</summary>
    Held,
}
