namespace ChatAspire.RealHosts.Tests;

/// <summary>What <c>verify</c> does with containers of the names that its own have, and how its checks fail.</summary>
[Collection(nameof(RepairLab))]
public sealed class ProofTests(RepairLab fixture)
{
    private const string State = "docker inspect -f '{{.Id}} {{.State.Status}}' test-a";

    /// <summary>As the chapter types it, running; and one that does not run.</summary>
    [Theory]
    [InlineData("docker run -d --name test-a --net vxlan-net --entrypoint sleep {0} 300", "running")]
    [InlineData("docker create --name test-a --entrypoint sleep {0} 300", "created")]
    public async Task A_readers_own_test_container_is_left_as_it_is(string make, string state)
    {
        await fixture.OnHostAsync("host-a", string.Format(System.Globalization.CultureInfo.InvariantCulture, make, await ImageAsync()));
        var before = await fixture.OnHostAsync("host-a", State);

        var verify = await fixture.Lab.RunAsync("verify");

        Assert.EndsWith($" {state}\n", before, StringComparison.Ordinal);
        Assert.Equal(before, await fixture.OnHostAsync("host-a", $"{State}; docker rm -f test-a >/dev/null"));
        Assert.Equal(1, verify.ExitCode);
        Assert.Contains("a container named test-a exists that does not belong to the verification; it was not touched\n  → On host-a, remove it (docker rm -f test-a) or rename it", verify.Error, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?m)^host-a +removed +Temporary test-a", verify.Output);
        (await fixture.Lab.RunAsync("verify")).EnsureSuccess();
        Assert.Empty(await fixture.OnHostAsync("host-b", "docker ps -aq --filter name=test-b"));
    }

    [Fact]
    public async Task What_a_killed_proof_left_is_made_anew()
    {
        await fixture.OnHostAsync("host-a", $"docker run -d --rm --name test-a --label chatlab.proof=killed --net none --entrypoint sleep {await ImageAsync()} 300");
        var left = await fixture.OnHostAsync("host-a", State);

        (await fixture.Lab.RunAsync("verify")).EnsureSuccess();

        Assert.EndsWith(" running\n", left, StringComparison.Ordinal);
        Assert.Empty(await fixture.OnHostAsync("host-a", "docker ps -aq --filter name=test-a"));
    }

    /// <summary>Killed in the proof of a first <c>up</c>, when there is no chat-a yet: it has the address that chat-a needs.</summary>
    [Fact]
    public async Task What_a_killed_proof_left_at_a_chat_s_address_is_no_obstacle_to_up()
    {
        await fixture.OnHostAsync("host-a", $"docker rm -f chat-a; docker run -d --rm --name test-a --label chatlab.proof=killed --net vxlan-net --ip 172.18.0.11 --entrypoint sleep {await ImageAsync()} 300");

        (await fixture.Lab.RunAsync("up")).EnsureSuccess();

        Assert.Empty(await fixture.OnHostAsync("host-a", "docker ps -aq --filter name=test-a"));
    }

    /// <summary>The packet is lost on the way, which is no refusal.</summary>
    [Fact]
    public async Task A_container_that_sends_more_than_the_tunnel_carries_is_found()
    {
        const string Mtu = "nsenter --net -t $(docker inspect -f '{{.State.Pid}}' chat-a) ip link set eth0 mtu ";
        await fixture.OnHostAsync("host-a", Mtu + "1500");

        var verify = await fixture.Lab.RunAsync("verify");

        await fixture.OnHostAsync("host-a", Mtu + "1450");
        Assert.Equal(1, verify.ExitCode);
        Assert.Contains("host-a  1451 bytes do not fit: it was not refused because of its length: PING ", verify.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("host-b  ", verify.Error, StringComparison.Ordinal);
    }

    private async Task<string> ImageAsync() => (await fixture.OnHostAsync("host-a", "docker inspect -f '{{.Config.Image}}' redis")).Trim();
}
