using ChatAspire.Hosting.Lab.Observation;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>The containers and hosts at which a walk can start or end.</summary>
internal static class WalkEnds
{
    /// <summary>Returns the names of the running containers of all hosts, including those that lab.json does not name.</summary>
    public static IReadOnlyList<string> Sources(LabReading reading) =>
        [.. reading.Hosts.Values.SelectMany(host => host.State.Containers).Where(one => one.IsRunning).Select(one => one.Name).Distinct()];

    /// <summary>Returns the running containers (those of lab.json as <c>NAME:PORT</c>) and the hosts that answered.</summary>
    /// <param name="except">The container in which the walk begins, to leave out; null for none.</param>
    public static IReadOnlyList<string> Targets(LabResource lab, LabReading reading, string? except) =>
    [
        .. Sources(reading).Where(name => name != except)
            .Select(name => lab.Containers.FirstOrDefault(one => one.Name == name) is { } known ? $"{name}:{known.Port}" : name),
        .. lab.Hosts.Where(host => reading.State(host.Name) is not null).Select(host => host.Name),
    ];
}
