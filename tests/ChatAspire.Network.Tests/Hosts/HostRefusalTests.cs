using ChatAspire.Network.Execution;
using ChatAspire.Network.Hosts;

namespace ChatAspire.Network.Tests.Hosts;

/// <summary>Hosts that can be walked as they are, and the reasons for refusing others.</summary>
public sealed class HostRefusalTests
{
    private const string Usable = "manager apt-get\npacket yes\nengine 28.2.2\nhere yes\n";

    [Theory]
    [InlineData("20.10.24")]
    [InlineData("24.0.7")]
    [InlineData("26.1.5+dfsg1")]
    [InlineData("29.1.0")]
    [InlineData("dev")]
    public void Engines_from_20_10_on_are_accepted(string version) =>
        Assert.Null(Of(Usable.Replace("28.2.2", version, StringComparison.Ordinal)));

    [Theory]
    [InlineData("engine 28.2.2", "engine 19.03.15", "local: Docker Engine 19.03.15 is too old.")]
    [InlineData("engine 28.2.2", "error Cannot connect to the Docker daemon at unix:///var/run/docker.sock.",
        "local: no Docker Engine answers: Cannot connect")]
    [InlineData("engine 28.2.2", "missing docker", "local: there is no docker command")]
    [InlineData("engine 28.2.2", "engine 5.4.2\npodman yes", "local: podman answers in place of Docker")]
    [InlineData("here yes", "here yes\nrootless yes", "local: the Docker Engine is rootless")]
    [InlineData("here yes", "", "local: the Docker Engine runs elsewhere")]
    [InlineData("packet yes", "", "local: the kernel has no packet sockets")]
    public void A_host_that_cannot_be_walked_is_refused_with_the_reason(string usable, string actual, string message)
    {
        var refusal = Of(Usable.Replace(usable, actual, StringComparison.Ordinal));

        Assert.StartsWith(message, refusal?.Message, StringComparison.Ordinal);
        Assert.NotEmpty(refusal!.Hint!);
    }

    [Theory]
    [InlineData("apt-get", "ssh root@vm1 apt-get install iproute2 util-linux tcpdump nftables")]
    [InlineData("dnf", "ssh root@vm1 dnf install iproute util-linux tcpdump nftables")]
    [InlineData("apk", "ssh root@vm1 apk add iproute2 util-linux-misc tcpdump nftables")]
    [InlineData("pacman", "Install the packages that contain them (on Debian: iproute2 util-linux tcpdump nftables).")]
    public void Missing_tools_are_named_together_with_the_command_that_installs_them(string manager, string command)
    {
        var facts = HostFacts.Parse("missing ip\nmissing nsenter\nmissing tcpdump\nmissing nft\n"
            + Usable.Replace("apt-get", manager, StringComparison.Ordinal));

        var refusal = HostRefusal.Of(HostAddress.ParseAll(["ssh://root@vm1"])[0], facts, HostTool.ForWalk);

        Assert.Equal(("vm1: ip, nsenter, tcpdump, nft are not installed.", command), (refusal!.Message, refusal.Hint));
    }

    [Fact]
    public void An_inspection_needs_no_packet_sockets() => Assert.Null(HostRefusal.Of(
        HostAddress.Local, HostFacts.Parse(Usable.Replace("packet yes", "", StringComparison.Ordinal)), HostTool.ForInspection));

    /// <summary>The script runs on this machine, whatever it has.</summary>
    [Fact]
    public async Task The_facts_of_this_machine_are_read()
    {
        await using var machine = new LocalMachine();

        var result = await machine.RunAsync(
            HostCommand.Shell(HostFacts.Script, "sh", "no-such-tool"), TestContext.Current.CancellationToken);

        var facts = HostFacts.Parse(result.Check().Output);
        Assert.Contains("no-such-tool", facts.Missing);
        Assert.DoesNotContain("sh", facts.Missing);
        Assert.Equal(File.Exists("/proc/net/packet"), facts.CanCapture);
    }

    private static UserErrorException? Of(string output) => HostRefusal.Of(HostAddress.Local, HostFacts.Parse(output), HostTool.ForWalk);
}
