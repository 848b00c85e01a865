using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Local;

/// <summary>Ports of this machine's loopback, each given out once.</summary>
/// <param name="taken">What is spoken for though nobody may listen there now: the ports of a container that is stopped.</param>
internal sealed class LoopbackPorts(IEnumerable<int> taken)
{
    private readonly HashSet<int> _taken = [.. taken];

    /// <summary>Takes this one, if nobody has it.</summary>
    public bool TryTake(int port) => !_taken.Contains(port) && TcpPort.IsFree(port) && _taken.Add(port);

    /// <summary>Takes the first from here upwards that nobody has.</summary>
    public int Take(int first)
    {
        while (!TryTake(first))
        {
            first++;
        }

        return first;
    }
}
