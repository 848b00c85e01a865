using ChatAspire.Lab.Hosts;

namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>The state of a lab's hosts at one moment.</summary>
/// <param name="Hosts">The hosts that answered, by name.</param>
/// <param name="Error">The error of listing or connecting the hosts, with its hint; null if there was none.</param>
internal sealed record LabReading(IReadOnlyDictionary<string, (HostFacts Facts, HostReading State)> Hosts, string? Error)
{
    /// <summary>The reading of a lab of which no host answers.</summary>
    public static LabReading None { get; } = new(new Dictionary<string, (HostFacts, HostReading)>(), null);

    /// <summary>The states of all hosts, without elapsed times, and the error, for comparison with an earlier reading.</summary>
    public string Key => string.Join('\n', Hosts.OrderBy(host => host.Key, StringComparer.Ordinal)
        .Select(host => $"{host.Key}\n{host.Value.State.Key}").Append(Error));

    /// <summary>Returns the facts of a host; null if it did not answer.</summary>
    public HostFacts? Facts(string host) => Hosts.TryGetValue(host, out var found) ? found.Facts : null;

    /// <summary>Returns the state of a host; null if it did not answer.</summary>
    public HostReading? State(string host) => Hosts.TryGetValue(host, out var found) ? found.State : null;

    /// <summary>Returns a container of lab.json; null if it does not exist, or its host did not answer.</summary>
    public ContainerReading? Container(LabContainerResource container) => State(container.Parent.Name)?.Container(container.Name);

    /// <summary>Returns the URL by which this machine reaches a container; null if none is published, or the host did not answer.</summary>
    public Uri? UrlOf(LabContainerResource container) =>
        container.Published is { } port && Facts(container.Parent.Name)?.Published.TryGetValue(port, out var url) == true ? url : null;
}
