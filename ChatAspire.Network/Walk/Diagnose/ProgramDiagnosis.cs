using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>
/// Explains packets that reached a listening socket: its queue is full, or its program is stopped, does not answer, or resets the
/// connection.
/// </summary>
internal sealed class ProgramDiagnosis(Topology topology)
{
    /// <summary>Explains an unanswered TCP packet by the state of its destination socket, or of the socket's program.</summary>
    /// <param name="answers">The flags of the TCP packets that came back.</param>
    /// <returns>Null if no socket listens there, or if neither the socket nor its program is at fault and no SYN-ACK came back.</returns>
    public Verdict? Explain(DeviceHop hop, NamespaceEvidence state, string failure, IReadOnlyList<TcpFlags> answers)
    {
        var (point, packet) = (hop.Point, hop.Frame.Packet);
        var socket = packet.Protocol != Protocol.Tcp ? null : state.After.Sockets.FirstOrDefault(socket =>
            socket.At.Accepts($"{packet.Destination.Address}", packet.Destination.Port));
        if (socket is null)
        {
            return null;
        }

        var owners = state.After.Processes.Where(process => socket.Pids.Contains(process.Pid)).ToList();
        var place = point.Container ?? topology.Host(point.Host).Name;
        if (owners.Find(process => process.IsStopped) is { } stopped)
        {
            return new Verdict(CauseId.ProgramStopped, point.Host, place,
                $"its program {stopped.Name} (process {stopped.Pid}) listens on {socket.At} and is stopped",
                $"kill -CONT {stopped.Pid}");
        }

        var logs = point.Container is { } name ? $"docker logs {name}" : $"ss -ltnp 'sport = :{socket.At.Port}'";
        if (socket.IsFull)
        {
            return new Verdict(CauseId.AcceptQueueFull, point.Host, place,
                $"the accept queue of {socket.At} is full ({socket.Queue} connections wait, the backlog is {socket.Backlog}): "
                + $"its program {owners.FirstOrDefault()?.Name} does not accept them",
                logs);
        }

        if (!answers.Any(flags => flags.HasFlag(TcpFlags.Syn | TcpFlags.Ack)))
        {
            return null;
        }

        var (cause, what) = answers.Any(flags => flags.HasFlag(TcpFlags.Rst))
            ? (CauseId.ProgramResets, "reset it")
            : (CauseId.ProgramSilent, "did not answer");
        return new Verdict(cause, point.Host, place,
            $"the connection was opened, and its program {owners.FirstOrDefault()?.Name} {what}: {failure}", logs);
    }
}
