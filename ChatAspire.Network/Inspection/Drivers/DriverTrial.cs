using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Inspection.Drivers;

/// <summary>The same image under each driver on one host, side by side: what each container has, and whom it reaches.</summary>
/// <param name="image">Has <c>sleep</c> and <c>ping</c>.</param>
/// <param name="label">A label of the caller's for the containers: <c>KEY=VALUE</c>.</param>
/// <param name="targets">Further addresses that each container pings, by what they are.</param>
internal sealed partial class DriverTrial(ICommandRunner host, string image, string label, IReadOnlyList<(string What, string Address)> targets)
{
    /// <summary>Beside the lab's own label: which run of ours a container belongs to.</summary>
    private const string RunLabel = "chatlab.drivers";

    /// <summary>Where nobody removes them (kill -9, a lost connection), the containers end after this long, and go.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    private readonly string _label = $"{RunLabel}={Guid.NewGuid():N}";

    /// <summary>Makes the containers, looks, and takes them away again, also when cancelled.</summary>
    public async Task<IReadOnlyList<DriverFindings>> RunAsync(CancellationToken cancellation)
    {
        try
        {
            var ids = await Task.WhenAll(Driver.All.Select(StartAsync));
            cancellation.ThrowIfCancellationRequested();
            var map = await HostNetwork.ReadAsync(host, sideBySide: true, cancellation);
            return await Task.WhenAll(Driver.All.Zip(ids, (driver, id) => InspectAsync(driver, map, id, cancellation)));
        }
        finally
        {
            (await host.RunAsync(HostCommand.Shell("""docker ps -aq --filter "label=$1" | xargs -r docker rm -f""", _label), CancellationToken.None)).Check(
                $"docker ps -aq --filter label={_label} | xargs docker rm -f");
        }
    }

    /// <summary>Not to be cancelled: an engine that is left while it makes a container may finish it after we have cleared up.</summary>
    private async Task<string> StartAsync(Driver driver)
    {
        var run = new HostCommand("docker", "run", "-d", "--rm", "--label", label, "--label", _label,
            "--network", driver.Name, image, "sleep", $"{Lifetime.TotalSeconds:0}");
        return (await host.RunAsync(run, CancellationToken.None)).Check("Is the lab up? `status` says.").Output.Trim();
    }

    private async Task<DriverFindings> InspectAsync(Driver driver, HostNetwork map, string id, CancellationToken cancellation)
    {
        var container = map.Containers.FirstOrDefault(container => container.Id == id)
            ?? throw new UserErrorException($"{host.Name}: the container under {driver.Name} is gone already, or `docker inspect` of it could not be read: {string.Join("; ", map.Warnings)}");
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
            return new Reach(what, null, null, "it has none");

        return Read(what, address, await host.RunAsync(new HostCommand("docker", "exec", id, "ping", "-c", "1", "-W", "1", address).WithTimeout(TimeSpan.FromSeconds(20)), cancellation));
    }

    internal static Reach Read(string what, string address, CommandResult ping) => ping.Succeeded && RoundTrip().Match(ping.Output) is { Success: true } time
        ? new Reach(what, address, double.Parse(time.Groups["ms"].ValueSpan, CultureInfo.InvariantCulture), "")
        : new Reach(what, address, null, Why(ping));

    // ping: connect: Network is unreachable            (iputils; busybox: "ping: sendto: Network unreachable")
    // 1 packets transmitted, 0 received, 100% packet loss, time 0ms
    private static string Why(CommandResult ping) => $"{ping.Error}{ping.Output}" is var said && said.Contains("unreachable", StringComparison.OrdinalIgnoreCase)
        ? "no route to it"
        : said.Contains("100% packet loss", StringComparison.Ordinal) ? "no answer" : said.Trim();

    // 64 bytes from 172.17.0.1: icmp_seq=1 ttl=64 time=0.092 ms
    [GeneratedRegex(@"time=(?<ms>[0-9]{1,9}(\.[0-9]{1,9})?) ms")]
    private static partial Regex RoundTrip();
}

/// <summary>What a container has under one driver.</summary>
/// <param name="SharesHostNamespace">It has no namespace of its own.</param>
internal sealed record DriverFindings(
    string Driver, [property: JsonPropertyName("sharesHosts")] bool SharesHostNamespace, string? Namespace, IReadOnlyList<Device> Devices, IReadOnlyList<Route> Routes, IReadOnlyList<Reach> Reaches);

/// <summary>Whether a container reaches something: one ping.</summary>
/// <param name="Address">Null where there is none to ask.</param>
/// <param name="Milliseconds">There and back; null where no answer came.</param>
/// <param name="Why">Why not; empty where it does.</param>
internal sealed record Reach(string What, string? Address, double? Milliseconds, string Why);
