using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Local;

/// <summary>A container of the outer engine, as <c>docker container inspect</c> shows it.</summary>
internal sealed partial record OuterContainer(
    string Name, OuterContainerState State, OuterContainerConfig Config, OuterContainerHostConfig HostConfig, OuterContainerNetworks NetworkSettings)
{
    private const string List = """ids=$(docker ps -aq "$@") && { [ -z "$ids" ] || docker container inspect $ids; }""";

    /// <summary>Every container of the engine, also those that do not run.</summary>
    public static readonly HostCommand ShowAll = HostCommand.Shell(List);

    /// <summary>Those of the lab.</summary>
    public static HostCommand OfLab(LabSpec spec) => HostCommand.Shell(List, "--filter", $"label={LabLabel.Of(spec)}");

    public static HostCommand Show(string name) => new("docker", "container", "inspect", name);

    // [{"Name":"/chatlab-host-a","State":{"Status":"running",…},"Config":{"Labels":{"chatlab.lab":"chatlab",…}},
    //   "HostConfig":{"PortBindings":{"22/tcp":[{"HostIp":"127.0.0.1","HostPort":"2201"}]},…},
    //   "NetworkSettings":{"Networks":{"chatlab-underlay":{"IPAddress":"10.77.0.11",…}}},…}]
    /// <param name="result">Of <see cref="Show"/>; where that failed, nothing.</param>
    public static IReadOnlyList<OuterContainer> Parse(CommandResult result) =>
        result.Lines.Count == 0 ? [] : result.Json<IReadOnlyList<OuterContainer>>();

    /// <param name="result">Of a list. A container that went while it was asked about is no failure.</param>
    public static IReadOnlyList<OuterContainer> ParseList(CommandResult result) =>
        Parse(IsOfContainersGone(result) ? result : result.Check());

    public string? Label(string key) => Config.Labels?.GetValueOrDefault(key);

    /// <summary>Whether it has its ports. One that does not run only wants them again when it starts.</summary>
    [JsonIgnore]
    public bool HoldsPorts => State.Status is "running" or "paused" or "restarting";

    /// <summary>Every port of this machine that stands for one of its own.</summary>
    [JsonIgnore]
    public IEnumerable<int> AllPublished => (HostConfig.PortBindings?.Values ?? []).SelectMany(bindings => bindings ?? [])
        .Select(binding => binding.Number).OfType<int>();

    /// <summary>Its address there; null where it is not on that network, or does not run.</summary>
    public string? AddressOn(string network) =>
        NetworkSettings.Networks.GetValueOrDefault(network) is { IPAddress.Length: > 0 } at ? at.IPAddress : null;

    /// <summary>The loopback port that stands for one of the host's.</summary>
    public int? Published(int port) => HostConfig.PortBindings?.GetValueOrDefault($"{port}/tcp") is [var binding, ..] ? binding.Number : null;

    // Error: No such container: 2dd02371a31e
    private static bool IsOfContainersGone(CommandResult result) => result.Output.Length > 0 && result.Error.AsSpan().Trim().Length > 0
        && result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).All(line => GoneLine().IsMatch(line));

    [GeneratedRegex("No such container: ")]
    private static partial Regex GoneLine();
}

internal sealed record OuterContainerState(string Status);

internal sealed record OuterContainerConfig(IReadOnlyDictionary<string, string>? Labels);

internal sealed record OuterContainerHostConfig(IReadOnlyDictionary<string, IReadOnlyList<PortBinding>?>? PortBindings);

internal sealed record OuterContainerNetworks(IReadOnlyDictionary<string, OuterContainerNetwork> Networks);

/// <param name="IPAddress">Empty where it does not run.</param>
internal sealed record OuterContainerNetwork(string IPAddress);

/// <param name="HostPort">Empty where the engine chooses one.</param>
internal sealed record PortBinding(string HostPort)
{
    [JsonIgnore]
    public int? Number => int.TryParse(HostPort, out var number) ? number : null;
}
