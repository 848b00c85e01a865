using System.Text.RegularExpressions;

namespace ChatAspire.RealHosts.Tests;

/// <summary>A running lab, checked by <c>verify</c> and by the chapter's commands.</summary>
[Collection(nameof(LessonLab))]
public sealed partial class ChapterTests(LessonLab fixture)
{
    [Fact]
    public async Task Verify_proves_ping_mtu_one_gateway_a_message_and_its_trace()
    {
        var proved = (await fixture.Lab.RunAsync("verify", "--json")).EnsureSuccess().Checks("satisfied");

        string[] wanted =
        [
            "host-a: test-a reaches 172.18.0.22", "host-b: test-b reaches 172.18.0.11",
            "host-a: 1450 bytes fit from test-a to 172.18.0.22", "host-b: 1450 bytes fit from test-b to 172.18.0.11",
            "host-a: 1451 bytes do not fit", "host-b: 1451 bytes do not fit",
            "host-a: One ARP reply for 172.18.0.2", "host-b: One ARP reply for 172.18.0.1",
            "host-a: A message from host-a arrives at host-b", "host-a: A message from host-b arrives at host-a",
            "host-a: Its trace has spans of chat-a and chat-b", "host-a: Its trace has spans of chat-b and chat-a",
        ];
        Assert.Empty(wanted.Except(proved));
    }

    [Theory]
    [InlineData("host-a", "172.18.0.1", "172.100.0.1")]
    [InlineData("host-b", "172.18.0.2", "172.100.0.2")]
    public async Task The_chapter_s_commands_show_what_the_chapter_describes(string host, string gateway, string address)
    {
        var peer = await fixture.OnHostAsync(host == "host-a" ? "host-b" : "host-a", "hostname -i");
        Assert.Contains($"00:00:00:00:00:00 dev vxlan0 dst {peer.Trim()} via eth0 self permanent",
            await fixture.OnHostAsync(host, "bridge fdb show | grep vxlan0"), StringComparison.Ordinal);

        var device = await fixture.OnHostAsync(host, "ip -details address show vxlan0");
        Assert.Contains($"vxlan id 10 remote {peer.Trim()} dev eth0", device, StringComparison.Ordinal);
        Assert.Contains("dstport 4789", device, StringComparison.Ordinal);
        Assert.Contains($"inet {address}/16 brd 172.100.255.255", device, StringComparison.Ordinal);

        Assert.Matches(@"(?s)^bridge name.*\nvxlan-net\s.*\bvxlan0\b", await fixture.OnHostAsync(host, "brctl show vxlan-net"));

        var network = await fixture.OnHostAsync(host, "docker network inspect -f '{{json .}}' vxlan-net");
        Assert.Contains($"\"Gateway\":\"{gateway}\"", network, StringComparison.Ordinal);
        Assert.Contains("\"Subnet\":\"172.18.0.0/16\"", network, StringComparison.Ordinal);
        Assert.Contains($"\"Name\":\"{(host == "host-a" ? "chat-a" : "chat-b")}\"", network, StringComparison.Ordinal);
    }

    /// <summary>Asks from a container on the gateway's host, and from one across the tunnel.</summary>
    [Theory]
    [InlineData("172.18.0.1")]
    [InlineData("172.18.0.2")]
    public async Task Only_one_host_answers_for_a_gateway(string gateway)
    {
        var answers = await Task.WhenAll(new[] { ("host-a", "chat-a"), ("host-b", "chat-b") }.Select(from => fixture.OnHostAsync(
            from.Item1, $"nsenter --net -t $(docker inspect -f '{{{{.State.Pid}}}}' {from.Item2}) arping -w 1 -I eth0 {gateway}")));

        Assert.Single(answers.SelectMany(answer => Mac().Matches(answer).Select(mac => mac.Value)).Distinct());
        Assert.All(answers, answer => Assert.Matches(Mac(), answer));
    }

    // Unicast reply from 172.18.0.2 [02:42:5B:0C:66:1F]  0.684ms
    [GeneratedRegex(@"\[[0-9A-Fa-f:]{17}\]")]
    private static partial Regex Mac();
}
