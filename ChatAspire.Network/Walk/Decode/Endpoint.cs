using System.Net;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Decode;

/// <summary>An IP address, with a port if the protocol has ports.</summary>
/// <param name="Port">0 if the protocol has none.</param>
internal sealed record Endpoint(IPAddress Address, int Port = 0)
{
    public bool IsIpv6 => Address.IsIpv6;

    public override string ToString() => Port == 0 ? $"{Address}" : IsIpv6 ? $"[{Address}]:{Port}" : $"{Address}:{Port}";
}
