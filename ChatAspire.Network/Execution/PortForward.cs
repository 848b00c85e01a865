namespace ChatAspire.Network.Execution;

/// <summary>A tunnel that stays open until disposed.</summary>
/// <param name="Port">The loopback port to use: on this machine for a local forward, on the host for a remote one.</param>
/// <param name="Close">Closes the tunnel.</param>
public sealed record PortForward(int Port, Action Close) : IDisposable
{
    public void Dispose() => Close();
}
