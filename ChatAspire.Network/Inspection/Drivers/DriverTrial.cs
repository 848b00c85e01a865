using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Inspection.Drivers;

/// <summary>
/// Runs one image under each driver on a host, and records the devices, routes and reachable addresses of each container.
/// </summary>
/// <param name="image">An image with <c>sleep</c> and <c>ping</c>.</param>
/// <param name="label">A label for the containers: <c>KEY=VALUE</c>.</param>
/// <param name="targets">Further addresses that each container pings, with a description.</param>
internal sealed partial class DriverTrial(
    ICommandRunner host, string image, string label, IReadOnlyList<(string What, string Address)> targets)
{
    /// <summary>The key of the label that identifies the run to which a container belongs.</summary>
    private const string RunLabel = "chatlab.drivers";

    /// <summary>
    /// The time after which the containers exit and are removed, if this process cannot remove them (kill -9, a lost connection).
    /// </summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    private readonly string _label = $"{RunLabel}={Guid.NewGuid():N}";

    /// <summary>Starts the containers, inspects them, and removes them, even after a failure or a cancellation.</summary>
    /// <exception cref="CommandFailedException">A container could not be started or removed.</exception>
    /// <exception cref="UserErrorException">A container was removed by someone else, or its inspection cannot be read.</exception>
    public async Task<IReadOnlyList<DriverFindings>> RunAsync(CancellationToken cancellation)
    {
        try
        {
            var ids = await Task.WhenAll(Driver.All.Select(StartAsync));
            cancellation.ThrowIfCancellationRequested();
            var map = await HostNetwork.ReadAsync(host, parallel: true, cancellation);
            return await Task.WhenAll(Driver.All.Zip(ids, (driver, id) => InspectAsync(driver, map, id, cancellation)));
        }
        finally
        {
            var remove = HostCommand.Shell("""docker ps -aq --filter "label=$1" | xargs -r docker rm -f""", _label);
            (await host.RunAsync(remove, CancellationToken.None)).Check($"docker ps -aq --filter label={_label} | xargs docker rm -f");
        }
    }

    /// <summary>
    /// Starts a container, and returns its id. Cannot be cancelled, because the engine might finish creating the container after the
    /// clean-up, and the container would remain.
    /// </summary>
    private async Task<string> StartAsync(Driver driver)
    {
        var run = new HostCommand("docker", "run", "-d", "--rm", "--label", label, "--label", _label,
            "--network", driver.Name, image, "sleep", $"{Lifetime.TotalSeconds:0}");
        return (await host.RunAsync(run, CancellationToken.None)).Check("Check that the lab is running: `status`.").Output.Trim();
    }

    private async Task<DriverFindings> InspectAsync(Driver driver, HostNetwork map, string id, CancellationToken cancellation)
    {
        var container = map.Containers.FirstOrDefault(container => container.Id == id)
            ?? throw new UserErrorException(
                $"{host.Name}: the container under {driver.Name} was removed, or `docker inspect` of it cannot be read: "
                + string.Join("; ", map.Warnings));
        (string What, string? Address)[] pinged =
        [
            ("its own loopback", "127.0.0.1"),
            ("its gateway", container.Routes.FirstOrDefault(route => route.Destination == "default")?.Gateway),
            .. targets,
        ];
        return new DriverFindings(
            driver.Name,
            map.IsHostNamespace(container.Namespace),
            container.Namespace?.Id,
            container.Devices,
            container.Routes,
            await Task.WhenAll(pinged.Select(target => PingAsync(id, target.What, target.Address, cancellation))));
    }

    private async Task<Reach> PingAsync(string id, string what, string? address, CancellationToken cancellation)
    {
        if (address is null)
        {
            return new Reach(what, null, null, "it has none");
        }

        var ping = new HostCommand("docker", "exec", id, "ping", "-c", "1", "-W", "1", address).WithTimeout(TimeSpan.FromSeconds(20));
        return Read(what, address, await host.RunAsync(ping, cancellation));
    }

    internal static Reach Read(string what, string address, CommandResult ping) =>
        ping.Succeeded && RoundTrip().Match(ping.Output) is { Success: true } time
            ? new Reach(what, address, double.Parse(time.Groups["ms"].ValueSpan, CultureInfo.InvariantCulture), "")
            : new Reach(what, address, null, FailureOf(ping));

    // ping: connect: Network is unreachable            (iputils; busybox: "ping: sendto: Network unreachable")
    // 1 packets transmitted, 0 received, 100% packet loss, time 0ms
    private static string FailureOf(CommandResult ping)
    {
        var output = $"{ping.Error}{ping.Output}";
        if (output.Contains("unreachable", StringComparison.OrdinalIgnoreCase))
        {
            return "no route to it";
        }

        return output.Contains("100% packet loss", StringComparison.Ordinal) ? "no answer" : output.Trim();
    }

    // 64 bytes from 172.17.0.1: icmp_seq=1 ttl=64 time=0.092 ms
    [GeneratedRegex(@"time=(?<ms>[0-9]{1,9}(\.[0-9]{1,9})?) ms")]
    private static partial Regex RoundTrip();
}

/// <summary>The network of a container under one driver.</summary>
/// <param name="SharesHostNamespace">True if the container runs in the host's own namespace.</param>
internal sealed record DriverFindings(
    string Driver,
    [property: JsonPropertyName("sharesHosts")] bool SharesHostNamespace,
    string? Namespace,
    IReadOnlyList<Device> Devices,
    IReadOnlyList<Route> Routes,
    IReadOnlyList<Reach> Reaches);

/// <summary>The result of one ping from a container.</summary>
/// <param name="What">A description of the target.</param>
/// <param name="Address">The address of the target; null if there is none to ping.</param>
/// <param name="Milliseconds">The round-trip time; null if no reply arrived.</param>
/// <param name="Why">The reason for a missing reply; else empty.</param>
internal sealed record Reach(string What, string? Address, double? Milliseconds, string Why);
