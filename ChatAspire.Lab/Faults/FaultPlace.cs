using System.Net;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Faults;

/// <summary>The lab in which faults are made.</summary>
/// <param name="Hosts">The facts of all hosts.</param>
public sealed record FaultPlace(LabSpec Spec, IReadOnlyList<HostFacts> Hosts)
{
    /// <summary>The first chat node on Redis's host.</summary>
    /// <exception cref="UserErrorException">The lab has no such node.</exception>
    public ChatSpec Near => Spec.Chat.FirstOrDefault(chat => chat.Host == Spec.Redis.Host) ?? throw Unfit();

    /// <summary>The first chat node on another host, whose traffic to Redis crosses the tunnel.</summary>
    /// <exception cref="UserErrorException">The lab has no such node.</exception>
    public ChatSpec Far => Spec.Chat.FirstOrDefault(chat => chat.Host != Spec.Redis.Host) ?? throw Unfit();

    /// <summary>Returns the facts of the host with this name.</summary>
    public HostFacts Host(string name) => Hosts.First(host => host.Name == name);

    /// <summary>Returns the host at the other end of a host's tunnel: the first host of the lab that has another name.</summary>
    public HostFacts Peer(string name) => Hosts.First(host => host.Name != name);

    /// <summary>Returns <see cref="Far"/> for <see cref="Near"/>, and <see cref="Near"/> for any other node.</summary>
    public ChatSpec Other(ChatSpec chat) => chat == Near ? Far : Near;

    /// <summary>Returns <see cref="Near"/> for its host, and <see cref="Far"/> for any other host.</summary>
    public ChatSpec ChatOn(string host) => host == Near.Host ? Near : Far;

    /// <summary>Replaces the last octet of an IPv4 address.</summary>
    public static string WithLastOctet(string address, int octet)
    {
        var bytes = IPAddress.Parse(address).GetAddressBytes();
        bytes[^1] = (byte)octet;
        return $"{new IPAddress(bytes)}";
    }

    private static UserErrorException Unfit() => new(
        "A challenge needs a chat node on Redis's host and one on another host.", "Add them to $.chat in lab.json, then run `chatlab up`.");
}
