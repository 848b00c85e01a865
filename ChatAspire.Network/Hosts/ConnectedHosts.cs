namespace ChatAspire.Network.Hosts;

/// <summary>The hosts of an inspection or walk. Disposing closes the connections.</summary>
internal sealed class ConnectedHosts(IReadOnlyList<ConnectedHost> hosts) : IAsyncDisposable
{
    public IReadOnlyList<ConnectedHost> All => hosts;

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }
}
