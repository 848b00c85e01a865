using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Local;

/// <summary>Allocates free loopback ports of this machine, each at most once.</summary>
/// <param name="taken">Ports that are reserved even if nothing listens on them, such as those in the label of a lab's network.</param>
internal sealed class LoopbackPorts(IEnumerable<int> taken)
{
    private readonly HashSet<int> _taken = [.. taken];

    /// <summary>Allocates the port if it is free; returns false if it is not.</summary>
    public bool TryTake(int port) => !_taken.Contains(port) && TcpPort.IsFree(port) && _taken.Add(port);

    /// <summary>Allocates the first free port, counting up from the given one.</summary>
    public int Take(int first)
    {
        while (!TryTake(first))
        {
            first++;
        }

        return first;
    }
}
