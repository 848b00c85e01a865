using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Hosts;

/// <summary>A connected host whose prerequisites were checked and whose commands run as root.</summary>
internal sealed record ConnectedHost(HostAddress Address, ICommandRunner Runner) : IAsyncDisposable
{
    public string Name => Address.Name;

    public ValueTask DisposeAsync() => Runner.DisposeAsync();
}
