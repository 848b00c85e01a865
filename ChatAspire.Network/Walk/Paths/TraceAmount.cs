namespace ChatAspire.Network.Walk.Paths;

/// <summary>The share of a flow's packets that are traced through the netfilter chains.</summary>
internal enum TraceAmount
{
    /// <summary>Every packet of a slow flow, and a sample of a busy one. Needs the kernel module nft_limit.</summary>
    Limited,

    /// <summary>Every packet. Used for a walk's own traffic, which is little and identified by its port.</summary>
    All,

    /// <summary>One packet in sixteen; every packet if no field differs from packet to packet.</summary>
    Sample,
}
