namespace ChatAspire.Web.Contracts;

/// <summary>The reason for which Redis does not serve a node.</summary>
internal enum RedisProblem
{
    /// <summary>Redis serves.</summary>
    None,

    /// <summary>No server answers.</summary>
    Unreachable,

    /// <summary>The server is still loading its data.</summary>
    Loading,

    /// <summary>The server has reached <c>maxmemory</c>.</summary>
    Full,

    /// <summary>The server is a read-only replica.</summary>
    ReadOnly,

    /// <summary>The user may not run a command, or not on the chat's keys.</summary>
    NotPermitted,

    /// <summary>The server refuses the user name or the password.</summary>
    WrongPassword,

    /// <summary>The TLS connection fails.</summary>
    Tls,

    /// <summary>The server cannot write to its disk.</summary>
    Disk,

    /// <summary>Too few replicas have the message, or are connected.</summary>
    Replicas,

    /// <summary>The cluster does not serve the room's slot.</summary>
    Cluster,
}
