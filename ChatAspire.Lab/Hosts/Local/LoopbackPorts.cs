using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Local;

/// <summary>Allocates loopback ports of this machine, each at most once.</summary>
/// <param name="taken">Ports that are reserved even if nothing listens on them, such as those of a stopped container.</param>
internal sealed class LoopbackPorts(IEnumerable<int> taken)
{
    private readonly HashSet<int> _taken = [.. taken];

    /// <summary>Takes the port if it is free.</summary>
    public bool TryTake(int port) => !_taken.Contains(port) && TcpPort.IsFree(port) && _taken.Add(port);

    /// <summary>Takes the first free port, starting at the given one.</summary>
    public int Take(int first)
    {
        while (!TryTake(first))
        {
            first++;
        }

        return first;
    }
}
