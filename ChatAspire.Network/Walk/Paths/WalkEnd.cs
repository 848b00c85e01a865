using System.Globalization;
using System.Net;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>One endpoint of a walk.</summary>
/// <param name="Host">The known host that the endpoint is, or runs on; null for an address outside.</param>
/// <param name="Container">The container; null for a host, or an address outside.</param>
internal sealed record WalkEnd(string Name, IPAddress Address, string? Host, ContainerNetwork? Container)
{
    /// <summary>True if the request chose the address: it named the address itself, NETWORK/CONTAINER, or localhost.</summary>
    public bool HasChosenAddress { get; init; }

    public bool IsIpv6 => Address.IsIpv6;

    /// <summary>The address as written before a port: in brackets for IPv6.</summary>
    public string Bracketed => IsIpv6 ? $"[{Address}]" : $"{Address}";

    /// <summary>Formats the end with a port: "db 172.17.0.3:5432".</summary>
    public string WithPort(int port) => string.Create(
        CultureInfo.InvariantCulture, $"{(Name == $"{Address}" ? "" : $"{Name} ")}{Bracketed}:{port}");

    /// <summary>True for a host itself, whose own network namespace sends or receives.</summary>
    public bool IsHost => Container is null && Host is not null;

    public override string ToString() => Name == $"{Address}" ? Name : $"{Name} {Address}";
}
