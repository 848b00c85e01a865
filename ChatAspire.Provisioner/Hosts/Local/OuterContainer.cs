using System.Text.Json.Serialization;
using ChatAspire.Provisioner.Lab;
using ChatAspire.Provisioner.Remote;

namespace ChatAspire.Provisioner.Hosts.Local;

/// <summary>A container of the outer engine, as <c>docker container inspect</c> shows it.</summary>
internal sealed record OuterContainer(
    string Name, OuterContainerState State, OuterContainerConfig Config, OuterContainerHostConfig HostConfig, OuterContainerNetworks NetworkSettings)
{
    /// <summary>Every container of the lab, also those that do not run.</summary>
    public static Command OfLab(LabSpec spec) => Command.Shell(
        """docker ps -aq --filter "label=$1" | xargs -r docker container inspect""", LabLabel.Of(spec));

    public static Command Show(string name) => new("docker", "container", "inspect", name);

    // [{"Name":"/chatlab-host-a","State":{"Status":"running",…},"Config":{"Labels":{"chatlab.lab":"chatlab",…}},
    //   "HostConfig":{"PortBindings":{"22/tcp":[{"HostIp":"127.0.0.1","HostPort":"2201"}]},…},
    //   "NetworkSettings":{"Networks":{"chatlab-underlay":{"IPAddress":"10.77.0.11",…}}},…}]
    /// <param name="result">Of either command; of one that failed, nothing where it printed nothing.</param>
    public static IReadOnlyList<OuterContainer> Parse(CommandResult result) =>
        result.Lines.Count == 0 ? [] : result.Json<IReadOnlyList<OuterContainer>>();

    public string? Label(string key) => Config.Labels?.GetValueOrDefault(key);

    /// <summary>Its address there; null where it is not on that network, or does not run.</summary>
    public string? AddressOn(string network) =>
        NetworkSettings.Networks.GetValueOrDefault(network) is { IPAddress.Length: > 0 } at ? at.IPAddress : null;

    /// <summary>The loopback port that stands for one of the host's.</summary>
    public int? Published(int port) =>
        HostConfig.PortBindings?.GetValueOrDefault($"{port}/tcp") is [{ HostPort: var bound }, ..] && int.TryParse(bound, out var number) ? number : null;
}

internal sealed record OuterContainerState(string Status);

internal sealed record OuterContainerConfig(IReadOnlyDictionary<string, string>? Labels);

internal sealed record OuterContainerHostConfig(IReadOnlyDictionary<string, IReadOnlyList<PortBinding>>? PortBindings);

internal sealed record OuterContainerNetworks(IReadOnlyDictionary<string, OuterContainerNetwork> Networks);

/// <param name="IPAddress">Empty where it does not run.</param>
internal sealed record OuterContainerNetwork(string IPAddress);

internal sealed record PortBinding([property: JsonPropertyName("HostPort")] string HostPort);
