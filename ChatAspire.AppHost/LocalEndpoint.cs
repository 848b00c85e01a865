using System.Net;

namespace ChatAspire.AppHost;

/// <summary>The address and port at which a resource listens on this machine.</summary>
/// <param name="Name">The resource's name.</param>
public sealed record LocalEndpoint(string Name, IPAddress Address, int Port)
{
    /// <summary>The address as text.</summary>
    public string Host => Address.ToString();

    /// <inheritdoc/>
    public override string ToString() => $"{Host}:{Port}";
}
