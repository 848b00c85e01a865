using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Hosts;

/// <summary>A host whose commands run as root, and whose prerequisites were checked.</summary>
internal sealed record ConnectedHost(HostAddress Address, ICommandRunner Runner) : IAsyncDisposable
{
    public string Name => Address.Name;

    public ValueTask DisposeAsync() => Runner.DisposeAsync();
}
