namespace ChatAspire.Web.Contracts;

/// <summary>The wording of <see cref="RedisProblem"/>, for responses, logs, the health check and the page.</summary>
internal static class RedisProblems
{
    /// <summary>The code sent to clients, such as <c>read-only</c>; null when Redis is available or unreachable.</summary>
    public static string? Code(this RedisProblem problem) => problem switch
    {
        RedisProblem.Loading => "loading",
        RedisProblem.Full => "full",
        RedisProblem.ReadOnly => "read-only",
        RedisProblem.NotPermitted => "not-permitted",
        RedisProblem.WrongPassword => "wrong-password",
        RedisProblem.Tls => "tls",
        RedisProblem.Disk => "disk",
        RedisProblem.Replicas => "replicas",
        RedisProblem.Cluster => "cluster",
        _ => null,
    };

    /// <summary>Describes the problem in a sentence or two, with the next thing to try.</summary>
    public static string Describe(this RedisProblem problem) => problem switch
    {
        RedisProblem.None => "Redis is available.",
        RedisProblem.Loading => "Redis is loading its data; wait until it is done.",
        RedisProblem.Full => "Redis is full: it has reached maxmemory. Raise maxmemory, or lower Chat__Retention.",
        RedisProblem.ReadOnly => "Redis is read-only: the server is a replica. ConnectionStrings__redis must name the master.",
        RedisProblem.NotPermitted => "Redis does not permit a command of the chat: its user lacks a right. docs/chat.md lists the rights.",
        RedisProblem.WrongPassword => "Redis refuses the user name or password of ConnectionStrings__redis.",
        RedisProblem.Tls => "The TLS connection to Redis fails. Check ssl=true, the port and the certificate.",
        RedisProblem.Disk => "Redis cannot write to its disk, and refuses to store anything. See the log of Redis.",
        RedisProblem.Replicas => "Redis has too few replicas that follow; see Chat__Replicas and min-replicas-to-write.",
        RedisProblem.Cluster => "The Redis cluster does not serve this room's slot. See CLUSTER INFO.",
        _ => "Redis is unreachable: no server answers. Check that it runs and that ConnectionStrings__redis names it.",
    };

    /// <summary>True when messages can still be read, although storing one may fail.</summary>
    public static bool AllowsReading(this RedisProblem problem) => problem
        is RedisProblem.None or RedisProblem.Full or RedisProblem.ReadOnly or RedisProblem.Disk or RedisProblem.Replicas
        or RedisProblem.NotPermitted;
}
