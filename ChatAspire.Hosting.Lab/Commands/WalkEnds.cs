using ChatAspire.Hosting.Lab.Observation;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>The containers and hosts that a walk can start from or lead to.</summary>
internal static class WalkEnds
{
    /// <summary>The running containers of all hosts, also those that lab.json does not name.</summary>
    public static IReadOnlyList<string> Sources(LabReading reading) =>
        [.. reading.Hosts.Values.SelectMany(host => host.State.Containers).Where(one => one.IsRunning).Select(one => one.Name).Distinct()];

    /// <summary>The running containers, those of lab.json with the port that they serve, and the hosts.</summary>
    /// <param name="except">A container to leave out: the one in which the walk begins.</param>
    public static IReadOnlyList<string> Targets(LabResource lab, LabReading reading, string? except) =>
    [
        .. Sources(reading).Where(name => name != except)
            .Select(name => lab.Containers.FirstOrDefault(one => one.Name == name) is { } known ? $"{name}:{known.Port}" : name),
        .. lab.Hosts.Where(host => reading.State(host.Name) is not null).Select(host => host.Name),
    ];
}
