using System.Net;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Faults;

/// <summary>The lab in which faults are made.</summary>
/// <param name="Hosts">The facts of all hosts.</param>
public sealed record FaultPlace(LabSpec Spec, IReadOnlyList<HostFacts> Hosts)
{
    /// <summary>The chat node on Redis's host.</summary>
    public ChatSpec Near => Spec.Chat.FirstOrDefault(chat => chat.Host == Spec.Redis.Host) ?? throw Unfit();

    /// <summary>The chat node on another host, whose traffic to Redis crosses the tunnel.</summary>
    public ChatSpec Far => Spec.Chat.FirstOrDefault(chat => chat.Host != Spec.Redis.Host) ?? throw Unfit();

    /// <summary>The host with this name.</summary>
    public HostFacts Host(string name) => Hosts.First(host => host.Name == name);

    /// <summary>The host at the other end of the tunnel; with more than two hosts, the first of the others.</summary>
    public HostFacts Peer(string name) => Hosts.First(host => host.Name != name);

    /// <summary>The other of <see cref="Near"/> and <see cref="Far"/>.</summary>
    public ChatSpec Other(ChatSpec chat) => chat == Near ? Far : Near;

    /// <summary>The chat node on a host.</summary>
    public ChatSpec ChatOn(string host) => host == Near.Host ? Near : Far;

    /// <summary>The address with another last octet.</summary>
    public static string WithLastOctet(string address, int octet)
    {
        var bytes = IPAddress.Parse(address).GetAddressBytes();
        bytes[^1] = (byte)octet;
        return $"{new IPAddress(bytes)}";
    }

    private static UserErrorException Unfit() => new(
        "A challenge needs a chat node on Redis's host and one on another host.", "Add them to $.chat in lab.json, then run `chatlab up`.");
}
