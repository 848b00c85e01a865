namespace ChatAspire.Network.Walk.Paths;

/// <summary>The packets of a flow whose traversal of the chains is traced.</summary>
internal enum TraceAmount
{
    /// <summary>Every packet of a slow flow, and a sample of a busy one. Needs the kernel module nft_limit.</summary>
    Limited,

    /// <summary>Every packet: for a walk's own traffic, which is little and told apart by its port.</summary>
    All,

    /// <summary>One packet in sixteen.</summary>
    Sample,
}
