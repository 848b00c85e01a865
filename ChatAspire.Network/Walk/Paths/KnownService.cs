namespace ChatAspire.Network.Walk.Paths;

/// <summary>A container whose address and port are declared, so that a walk can name them even while the container is stopped.</summary>
/// <param name="Port">The TCP port it listens on; null if none is declared.</param>
/// <param name="Published">The host port that leads to it; null if none does.</param>
/// <param name="IsHttp">True if it answers HTTP requests.</param>
internal sealed record KnownService(string Name, string Host, string Address, int? Port, int? Published, bool IsHttp);
