namespace ChatAspire.Web.Options;

/// <summary>The settings of one node: section <c>Chat</c> of the configuration, <c>Chat__NAME</c> in the environment.</summary>
public sealed class ChatOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Chat";

    /// <summary>The node's name, visible to readers. Default: <c>OTEL_SERVICE_NAME</c>, else the machine's name.</summary>
    public string Node { get; set; } = Environment.MachineName;

    /// <summary>The node's address, visible to readers. Default: <c>ASPNETCORE_URLS</c> as given.</summary>
    public string Address { get; set; } = "http://localhost:5000";

    /// <summary>The address of the Aspire dashboard, for links from a message to its trace; null disables the links.</summary>
    public string? DashboardUrl { get; set; }

    /// <summary>Maximum number of messages in a room's log; older ones are trimmed.</summary>
    public int Retention { get; set; } = 10_000;

    /// <summary>Maximum number of rooms in the whole chat, over all nodes.</summary>
    public int MaxRooms { get; set; } = 1_000;

    /// <summary>Maximum number of event streams that this node serves at the same time.</summary>
    public int MaxReaders { get; set; } = 10_000;

    /// <summary>Sustained posts per second allowed from one client address; 0 disables the limit.</summary>
    public int PostsPerSecond { get; set; } = 20;

    /// <summary>Posts allowed from one client address in a burst.</summary>
    public int PostBurst { get; set; } = 60;

    /// <summary>Seconds for which a name counts as present after its node last published it.</summary>
    public int PresenceSeconds { get; set; } = 15;

    /// <summary>Seconds after which a client that accepts no data is disconnected.</summary>
    public int StallSeconds { get; set; } = 10;

    /// <summary>Number of Redis replicas that must have a message before its POST is acknowledged; 0 requires none.</summary>
    public int Replicas { get; set; }
}
