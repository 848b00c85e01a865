using System.Net;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Decode;

/// <summary>An address, with a port if the protocol has ports.</summary>
internal sealed record Endpoint(IPAddress Address, int Port = 0)
{
    public bool IsIpv6 => Address.IsIpv6;

    public override string ToString() => Port == 0 ? $"{Address}" : IsIpv6 ? $"[{Address}]:{Port}" : $"{Address}:{Port}";
}
