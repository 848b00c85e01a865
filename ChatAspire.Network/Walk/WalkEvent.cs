using ChatAspire.Network.Walk.Correlate;

namespace ChatAspire.Network.Walk;

/// <summary>A step of a running walk, reported when it begins.</summary>
internal abstract record WalkEvent
{
    /// <summary>The networks of the hosts are being read.</summary>
    public sealed record ReadingNetworks(int Hosts) : WalkEvent;

    /// <summary>The captures are being started.</summary>
    /// <param name="Title">The traffic to follow: "chat-b 172.18.0.22 → redis 172.18.0.100:6379".</param>
    public sealed record StartingCaptures(string Title, int Devices, int Hosts) : WalkEvent;

    /// <summary>All captures are running.</summary>
    public sealed record Listening(int Devices, int Hosts) : WalkEvent;

    /// <summary>The walk's own traffic is being sent.</summary>
    /// <param name="Traffic">The traffic, as a noun phrase: "a ping".</param>
    public sealed record Sending(string Traffic) : WalkEvent;

    /// <summary>Existing traffic is being followed.</summary>
    /// <param name="Limits">The walk ends at the first limit that it reaches.</param>
    public sealed record Following(LiveLimits Limits) : WalkEvent;

    /// <summary>A packet of existing traffic, with its path. Each packet is reported once.</summary>
    /// <param name="Number">The packet's number, from 1.</param>
    public sealed record PacketFollowed(int Number, PacketWalk Walk) : WalkEvent;

    /// <summary>The captures are being ended and fetched.</summary>
    public sealed record Collecting(int Hosts) : WalkEvent;

    /// <summary>The traffic failed, and the state of the hosts is being read before and after it is sent again.</summary>
    public sealed record ReadingState(int Hosts) : WalkEvent;

    /// <summary>The captures are being correlated.</summary>
    public sealed record Correlating : WalkEvent;
}
