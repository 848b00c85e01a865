using ChatAspire.Network.Inspection;
using ChatAspire.Network.Tests.Inspection;
using ChatAspire.Network.Walk;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Paths;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>Verdicts by the state of devices, neighbours and published ports, on recorded captures and hosts.</summary>
public class DeviceStateTests
{
    private const string MacOfNobody = "02:42:de:ad:be:ef";

    [Theory]
    [InlineData("state", "vxlan0", "it is in state disabled", "bridge link set dev vxlan0 state 3")]
    [InlineData("isolated", "vxlan-net", "are isolated", "bridge link set dev vxlan0 isolated off")]
    [InlineData("none", "between vxlan0 and vxlan-net", "no fault was found", "Repeat the walk")]
    public void A_port_that_forwards_nothing_is_named(string what, string location, string cause, string cure)
    {
        var fixture = new WalkFixture("syn");
        var path = fixture.ToRedis(fixture.ClientPort);
        var veth = fixture.Point("host-a", CapturePointKind.Veth).Device;
        ForgetBehind(fixture, CapturePointKind.Vxlan);
        var network = Fixture.Host(Fixture.HostA);
        // The recorded hosts and the recorded captures differ in the name of the veth device.
        var devices = network.Devices.Select(device => device.Kind == "veth" && device.Name == "veth5a7fe27"
            ? device with { Name = veth } : device).Select(device => device.Name != "vxlan0" && device.Name != veth ? device : what switch
            {
                "state" when device.Name == "vxlan0" => device with { PortState = "disabled" },
                "isolated" => device with { IsIsolated = true },
                _ => device,
            });
        var lab = WalkFixture.Lab(
            network with { Namespace = network.Namespace with { Devices = [.. devices] } }, Fixture.Host(Fixture.HostB));

        var verdict = new Diagnosis(lab, path, null, null).Judge(Walks(fixture, path), null)!;

        Assert.Equal(("host-a", location), (verdict.Host, verdict.Location));
        Assert.Contains(cause, verdict.Cause, StringComparison.Ordinal);
        Assert.StartsWith(cure, verdict.Cure, StringComparison.Ordinal);
    }

    /// <summary>A probe that went well took another path than the walk expected; that is a note and no trouble.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Traffic_that_went_well_is_not_overruled_by_a_missing_packet(bool succeeded)
    {
        var fixture = new WalkFixture("syn");
        var path = fixture.ToRedis(fixture.ClientPort);
        ForgetBehind(fixture, CapturePointKind.Vxlan);
        var (walks, outcome) = (Walks(fixture, path), new ProbeOutcome(succeeded, ""));

        Assert.Equal(succeeded, new Diagnosis(WalkFixture.Lab(), path, null, null).Judge(walks, outcome) is null);
        Assert.Equal(succeeded, DetourNotes.Of(walks, outcome, null).Any(note =>
            note.Contains("it took another path", StringComparison.Ordinal)));
    }

    /// <summary>The kernel of a paused container accepts the connection that the walk opens.</summary>
    [Fact]
    public void A_paused_container_is_named_although_the_connection_went_well()
    {
        var fixture = new WalkFixture("syn");
        var path = fixture.ToRedis(fixture.ClientPort);
        var network = Fixture.Host(Fixture.HostA);
        var lab = WalkFixture.Lab(network with
        {
            Containers = [.. network.Containers
                .Select(container => container.Name == "redis" ? container with { State = "paused" } : container)],
        }, Fixture.Host(Fixture.HostB));

        var verdict = new Diagnosis(lab, path, lab.Find("chat-b"), lab.Find("redis"))
            .Judge(Walks(fixture, path), new ProbeOutcome(true, "connected, then closed"))!;

        Assert.Equal(("container redis", "docker unpause redis"), (verdict.Location, verdict.Cure));
    }

    [Theory]
    [InlineData(MacOfNobody, true)]
    [InlineData("02:42:ac:12:00:64", false)]
    public void A_wrong_neighbour_is_named_at_the_sender(string mac, bool isWrong)
    {
        var fixture = new WalkFixture("syn");
        var path = fixture.ToRedis(fixture.ClientPort);
        foreach (var point in fixture.Frames.Keys.ToList())
        {
            fixture.Frames[point] = [.. fixture.Frames[point]
                .Select(frame => frame.DestinationMac == "02:42:ac:12:00:64" ? frame with { DestinationMac = mac } : frame)];
        }

        var network = Fixture.Host(Fixture.HostB);
        var chat = network.Container("chat-b")!;
        var entry = new Neighbour("172.18.0.100", "eth0", MacOfNobody, ["PERMANENT"]);
        var lab = WalkFixture.Lab(Fixture.Host(Fixture.HostA), network with
        {
            Containers = [.. network.Containers.Select(container =>
                container == chat ? chat with { Namespace = chat.Namespace! with { Neighbours = [entry] } } : container)],
        });

        var verdict = new Diagnosis(lab, path, null, null).Judge(Walks(fixture, path), new ProbeOutcome(false, "timed out"))!;

        Assert.Equal(isWrong, verdict == new Verdict(CauseId.NeighbourWrong, "host-b", "eth0 of chat-b",
            $"its neighbour table has {MacOfNobody} for 172.18.0.100 (PERMANENT), and redis has 02:42:ac:12:00:64",
            $"nsenter -t {chat.Pid} -n ip neigh del 172.18.0.100 dev eth0"));
    }

    /// <summary>The rule that translated the connection decides who refused it; then the address on which the port is published.</summary>
    [Theory]
    [InlineData("0.0.0.0", "-A DOCKER ! -i vxlan-net -p tcp -m tcp --dport 8086 -j DNAT --to-destination 172.18.0.100:80",
        "redis", "nothing listens on 80 (it listens on 6379)")]
    [InlineData("127.0.0.1", null, "redis", "it publishes port 8086 on 127.0.0.1 only")]
    [InlineData("0.0.0.0", null, "nat DOCKER", "redis publishes port 8086, but no rule translates it")]
    public void A_refusal_by_a_host_is_traced_to_the_container_behind_the_port(string address, string? rule, string location, string cause)
    {
        var network = Fixture.Host(Fixture.HostA);
        var redis = network.Container("redis")! with { Ports = [new PublishedPort(80, "tcp", address, 8086)] };
        var lab = WalkFixture.Lab(
            network with { Containers = [.. network.Containers.Select(container => container.Name == "redis" ? redis : container)] },
            Fixture.Host(Fixture.HostB));

        var verdict = new RefusalDiagnosis(lab, null)
            .Explain(new CapturePoint("host-a", CapturePointKind.Nic, "eth0"), 8086, isIpv6: false, rule);

        Assert.Equal(location, verdict.Location);
        Assert.Contains(cause, verdict.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_s_own_program_that_listens_on_loopback_only_is_named()
    {
        var network = Fixture.Host(Fixture.HostA);
        var lab = WalkFixture.Lab(
            network with { Namespace = network.Namespace with { Listeners = [new Listener("127.0.0.1", 12345)] } },
            Fixture.Host(Fixture.HostB));

        var verdict = new RefusalDiagnosis(lab, null)
            .Explain(new CapturePoint("host-a", CapturePointKind.Nic, "eth0"), 12345, isIpv6: false, null);

        Assert.Contains("a program listens on 127.0.0.1:12345 only", verdict.Cause, StringComparison.Ordinal);
    }

    /// <summary>Leaves what the devices up to the first one of this kind on host-a showed.</summary>
    private static void ForgetBehind(WalkFixture fixture, CapturePointKind last)
    {
        foreach (var point in fixture.Frames.Keys.Where(point => point.Host == "host-a" && point.Kind < last).ToList())
        {
            fixture.Frames.Remove(point);
        }
    }

    private static IReadOnlyList<PacketWalk> Walks(WalkFixture fixture, WalkPath path) =>
        Correlation.Walks(path, fixture.Frames, fixture.Traversals, WalkFixture.SameClock, WalkFixture.BridgeFilteringHosts);
}
