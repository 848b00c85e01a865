namespace ChatAspire.Network.Walk.Traffic;

/// <summary>The kinds of traffic that a walk can send.</summary>
internal enum ProbeKind
{
    /// <summary>One ICMP echo request.</summary>
    Ping,

    /// <summary>A TCP connection, opened and closed.</summary>
    Tcp,

    /// <summary>An HTTP request.</summary>
    Http,
}
