using System.Net;
using System.Net.Sockets;
using ChatAspire.Lab.Spec;

namespace ChatAspire.AppHost;

/// <summary>The endpoints on this machine that stand in for the addresses of the lab's Redis and chat nodes.</summary>
/// <param name="Redis">The endpoint of Redis.</param>
/// <param name="Chat">The endpoints of the chat nodes, in the order of <c>lab.json</c>.</param>
/// <param name="Note">A line that tells the user how the endpoints differ from <c>lab.json</c>; null when they correspond to it.</param>
public sealed record LocalEndpoints(LocalEndpoint Redis, IReadOnlyList<LocalEndpoint> Chat, string? Note)
{
    private const int FirstPortOnOneAddress = 5001; // macOS uses 5000 for AirPlay

    /// <summary>Chooses endpoints that this machine can bind.</summary>
    /// <remarks>
    /// Linux and Windows can bind all of 127.0.0.0/8. macOS can bind 127.0.0.1 only; other addresses need <c>ifconfig lo0 alias</c>.
    /// </remarks>
    public static LocalEndpoints Of(LabSpec lab) =>
        OperatingSystem.IsMacOS() && !lab.Chat.Select(node => node.Address).Append(lab.Redis.Address).All(CanBind)
            ? OnOneAddress(lab)
            : OnLoopback(lab);

    /// <summary>Gives each resource its own loopback address, such as 127.18.0.11.</summary>
    public static LocalEndpoints OnLoopback(LabSpec lab) => new(
        new LocalEndpoint(lab.Redis.Name, LabSpec.OnLoopback(lab.Redis.Address), lab.Redis.Port),
        [.. lab.Chat.Select(node => new LocalEndpoint(node.Name, LabSpec.OnLoopback(node.Address), node.Publish))],
        Note: null);

    /// <summary>Gives all resources the address 127.0.0.1, each with its own port.</summary>
    public static LocalEndpoints OnOneAddress(LabSpec lab) => new(
        new LocalEndpoint(lab.Redis.Name, IPAddress.Loopback, lab.Redis.Port),
        [.. lab.Chat.Select((node, index) => new LocalEndpoint(node.Name, IPAddress.Loopback, FirstPortOnOneAddress + index))],
        "This machine serves only 127.0.0.1, so each node gets its own port there instead of its address in lab.json.");

    private static bool CanBind(string address)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(LabSpec.OnLoopback(address), 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
