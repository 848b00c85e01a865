using System.Net;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Overlay;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Tests.Overlay;

public class OverlayPlanTests
{
    private static readonly LabSpec Lab = LabSpec.Load(Path.Combine(AppContext.BaseDirectory, "lab.json"));

    [Fact]
    public void Ranges_of_nine_hosts_do_not_overlap_and_leave_the_fixed_addresses_alone()
    {
        var lab = Hosts(9);
        var facts = Facts(lab, 1500);
        var ranges = facts.Select(host => OverlayPlan.For(lab, facts, host).IpRange).ToList();

        Assert.All(ranges, range => Assert.True(IPNetwork.Parse(lab.Overlay.Subnet).Contains(range.BaseAddress)));
        Assert.All(ranges, range => Assert.Single(ranges, other => other.Overlaps(range)));
        Assert.All(lab.Chat, chat => Assert.DoesNotContain(ranges, range => range.Contains(IPAddress.Parse(chat.Address))));
    }

    [Theory]
    [InlineData(1500, 1450)]
    [InlineData(9001, 8951)]
    public void The_MTU_follows_the_narrowest_underlay(int underlay, int overlay)
    {
        HostFacts[] facts = [Fact(Lab, 0, 65535), Fact(Lab, 1, underlay)];

        Assert.Equal(overlay, OverlayPlan.For(Lab, facts, facts[0]).Mtu);
    }

    [Fact]
    public void Rejects_an_MTU_that_does_not_fit()
    {
        var lab = Lab with { Overlay = Lab.Overlay with { Mtu = 1500 } };
        var facts = Facts(lab, 1500);

        Assert.Contains("host-a's eth0 carries 1500", Assert.Throws<UserErrorException>(() => OverlayPlan.For(lab, facts, facts[0]))
            .Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void The_script_of_a_host_matches_the_snapshot(int hosts)
    {
        var lab = Hosts(hosts);
        var script = DryRunScript.For(new LabPlan(lab, LabSecrets.Create()).Overlay(Facts(lab, 1500)))[0].Script;

        Snapshot.Matches(script, $"overlay-{hosts}-hosts.host-a.sh");
    }

    [Theory]
    [InlineData("", true, StepState.Missing)]
    [InlineData("0", true, StepState.Drifted)]
    [InlineData("1", true, StepState.Satisfied)]
    [InlineData("", false, StepState.Satisfied)]
    [InlineData("0", false, StepState.Satisfied)]
    [InlineData("1", false, StepState.Drifted)]
    public void Bridge_netfilter_follows_the_lab_file_and_loads_the_module_only_when_required(string found, bool wanted,
        StepState expected) =>
        Assert.Equal(expected, NetworkSteps.Netfilter(found, wanted).State);

    internal static LabSpec Hosts(int count) => Lab with
    {
        Hosts = [.. Enumerable.Range(0, count).Select(i => new HostSpec($"host-{(char)('a' + i)}", $"172.18.0.{i + 1}"))],
    };

    internal static IReadOnlyList<HostFacts> Facts(LabSpec lab, int mtu) => [.. lab.Hosts.Select((_, i) => Fact(lab, i, mtu))];

    private static HostFacts Fact(LabSpec lab, int index, int mtu) =>
        new(lab.Hosts[index], $"10.77.0.{11 + index}", "eth0", mtu, new Dictionary<int, Uri>());
}
