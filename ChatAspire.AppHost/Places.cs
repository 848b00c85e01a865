using System.Net;
using System.Net.Sockets;
using ChatAspire.Lab.Spec;

namespace ChatAspire.AppHost;

/// <summary>Where a resource listens on this machine.</summary>
public sealed record Place(string Name, IPAddress Address, int Port)
{
    /// <summary>The address as text.</summary>
    public string Host => Address.ToString();

    /// <inheritdoc/>
    public override string ToString() => $"{Host}:{Port}";
}

/// <summary>Where the lab's resources listen on this machine, without containers.</summary>
/// <param name="Redis">The place of Redis.</param>
/// <param name="Chat">The places of the chat's nodes, in the order of <c>lab.json</c>.</param>
/// <param name="Note">What a reader of <c>lab.json</c> would not expect, or null.</param>
public sealed record Places(Place Redis, IReadOnlyList<Place> Chat, string? Note)
{
    private const int FirstPortOnOneAddress = 5001; // 5000 is AirPlay's on macOS

    /// <summary>Linux and Windows serve all of 127.0.0.0/8; macOS serves 127.0.0.1, and others after <c>ifconfig lo0 alias</c>.</summary>
    public static Places Of(LabSpec lab) =>
        OperatingSystem.IsMacOS() && !lab.Chat.Select(node => node.Address).Append(lab.Redis.Address).All(CanBind)
            ? OnOneAddress(lab)
            : OnLoopback(lab);

    /// <summary>Each resource at its own address.</summary>
    public static Places OnLoopback(LabSpec lab) => new(
        new Place(lab.Redis.Name, LabSpec.OnLoopback(lab.Redis.Address), lab.Redis.Port),
        [.. lab.Chat.Select(node => new Place(node.Name, LabSpec.OnLoopback(node.Address), node.Publish))],
        Note: null);

    /// <summary>All resources at 127.0.0.1, each at a port of its own.</summary>
    public static Places OnOneAddress(LabSpec lab) => new(
        new Place(lab.Redis.Name, IPAddress.Loopback, lab.Redis.Port),
        [.. lab.Chat.Select((node, index) => new Place(node.Name, IPAddress.Loopback, FirstPortOnOneAddress + index))],
        "This machine serves no loopback address but 127.0.0.1: each node gets a port of its own there, instead of lab.json's address.");

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
