namespace ChatAspire.Network.Walk.Netfilter;

/// <summary>The nftables table that a walk adds to a host to mark the packets to trace.</summary>
internal static class TraceTable
{
    /// <summary>The beginning of the table's name; the walk's id follows.</summary>
    public const string NamePrefix = "chatlab-walk-";
}
