namespace ChatAspire.Web.Contracts;

/// <summary>The reason why Redis cannot serve a node.</summary>
internal enum RedisProblem
{
    /// <summary>Redis is available.</summary>
    None,

    /// <summary>No server answers.</summary>
    Unreachable,

    /// <summary>The server is still loading its data.</summary>
    Loading,

    /// <summary>The server has reached <c>maxmemory</c>.</summary>
    Full,

    /// <summary>The server is a read-only replica.</summary>
    ReadOnly,

    /// <summary>The ACL of the node's Redis user denies a command, or access to the chat's keys.</summary>
    NotPermitted,

    /// <summary>The server refuses the user name or the password.</summary>
    WrongPassword,

    /// <summary>The TLS connection fails.</summary>
    Tls,

    /// <summary>The server cannot write to its disk.</summary>
    Disk,

    /// <summary>Too few replicas are connected, or too few have confirmed the message.</summary>
    Replicas,

    /// <summary>The cluster does not serve the room's slot.</summary>
    Cluster,
}
