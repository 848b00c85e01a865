using System.Net;

namespace ChatAspire.Network.Walk.Decode;

/// <summary>An address, with a port if the protocol has ports.</summary>
internal sealed record Endpoint(IPAddress Address, int Port = 0)
{
    public override string ToString() => Port == 0 ? $"{Address}" : $"{Address}:{Port}";
}
