using ChatAspire.Network.Walk.Paths;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Explains failures at the endpoints, such as a container that is stopped, paused, or has lost its address.</summary>
internal sealed class EndpointDiagnosis(Topology topology)
{
    /// <summary>
    /// Explains an endpoint that packets can neither leave nor reach: it is not running, or has lost its address. Null for any other
    /// endpoint.
    /// </summary>
    public Verdict? Absent(WalkEnd? end) => end switch
    {
        { Container: { Pid: 0 } stopped } => new Verdict(
            CauseId.NotRunning,
            end.Host!, $"container {stopped.Name}", $"it is not running ({stopped.State}), so nothing answers for {end.Address}",
            stopped.RestoreCommand),
        { Container: { Namespace: { } ns } container } when ns.DeviceWithAddress($"{end.Address}") is null => new Verdict(
            CauseId.AddressMissing,
            end.Host!, $"container {container.Name}", $"none of its devices has {end.Address}",
            topology.Overlay is not { } overlay || container.Networks.Any(network => network.Has(end.Address))
                ? $"docker restart {container.Name}"
                : $"docker network connect --ip {end.Address} {overlay.Network} {container.Name}"),
        _ => null,
    };

    /// <summary>
    /// Explains an endpoint whose kernel answers although its program does not run: paused or stopped. Null for any other endpoint.
    /// </summary>
    public static Verdict? Halted(WalkEnd? end) => end switch
    {
        { Container: { State: "paused" } paused } => new Verdict(CauseId.Paused, end.Host!, $"container {paused.Name}",
            "it is paused: its kernel answers, but its program does not", $"docker unpause {paused.Name}"),
        { Container: { IsProgramStopped: true } stopped } => new Verdict(CauseId.ProgramStopped, end.Host!, stopped.Name,
            $"its program (process {stopped.Pid}) is stopped by a signal: its kernel answers, but its program does not",
            $"kill -CONT {stopped.Pid}"),
        _ => null,
    };

    /// <summary>
    /// Explains why no packet left the source; null if the walk does not begin in a container, or none of its devices has the address.
    /// </summary>
    public static Verdict? NothingLeft(WalkEnd? from, ProbeOutcome failed)
    {
        if (from?.Container is not { } source || source.Namespace?.DeviceWithAddress($"{from.Address}") is not { } device)
        {
            return null;
        }

        var location = $"{device.Name} of {source.Name}";
        if (failed.Message.Contains("too long", StringComparison.Ordinal))
        {
            return new Verdict(CauseId.MtuExceeded, from.Host!, location,
                $"its MTU is {device.Mtu} bytes, so the container's own kernel rejected the packet: {failed.Message}",
                $"Send at most {device.Mtu} bytes.");
        }

        return new Verdict(CauseId.NotEstablished, from.Host!, location, $"no packet left it: {failed.Message}",
            $"nsenter -t {source.Pid} -n ip {(from.IsIpv6 ? "-6 " : "")}route");
    }

    /// <summary>Explains a source whose device is down, so that its routes are gone too; null for any other source.</summary>
    public static Verdict? Down(WalkEnd? from) =>
        from is { Container: { } source } && source.Namespace?.DeviceWithAddress($"{from.Address}") is { IsUp: false } device
            ? new Verdict(CauseId.DeviceDown, from.Host!, $"{device.Name} of {source.Name}", "it is down, so no packet left it",
                $"nsenter -t {source.Pid} -n ip link set {device.Name} up")
            : null;
}
