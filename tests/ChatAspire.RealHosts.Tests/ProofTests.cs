namespace ChatAspire.RealHosts.Tests;

/// <summary><c>verify</c> with foreign containers of the same names, and its failing checks.</summary>
[Collection(nameof(RepairLab))]
public sealed class ProofTests(RepairLab fixture)
{
    private const string State = "docker inspect -f '{{.Id}} {{.State.Status}}' test-a";

    /// <summary>One running, as the chapter creates it; one not started.</summary>
    [Theory]
    [InlineData("docker run -d --name test-a --net vxlan-net --entrypoint sleep {0} 300", "running")]
    [InlineData("docker create --name test-a --entrypoint sleep {0} 300", "created")]
    public async Task Leaves_a_reader_s_own_test_container_unchanged(string make, string state)
    {
        await fixture.OnHostAsync("host-a", string.Format(System.Globalization.CultureInfo.InvariantCulture, make, await ImageAsync()));
        var before = await fixture.OnHostAsync("host-a", State);

        var verify = await fixture.Lab.RunAsync("verify");

        Assert.EndsWith($" {state}\n", before, StringComparison.Ordinal);
        Assert.Equal(before, await fixture.OnHostAsync("host-a", $"{State}; docker rm -f test-a >/dev/null"));
        Assert.Equal(1, verify.ExitCode);
        Assert.Contains(
            "a container named test-a exists that does not belong to the verification; it was not touched\n"
            + "  → On host-a, remove it (docker rm -f test-a) or rename it",
            verify.Error, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?m)^host-a +removed +Temporary test-a", verify.Output);
        (await fixture.Lab.RunAsync("verify")).EnsureSuccess();
        Assert.Empty(await fixture.OnHostAsync("host-b", "docker ps -aq --filter name=test-b"));
    }

    [Fact]
    public async Task Replaces_the_container_of_a_killed_verify()
    {
        await fixture.OnHostAsync("host-a",
            $"docker run -d --rm --name test-a --label chatlab.proof=killed --net none --entrypoint sleep {await ImageAsync()} 300");
        var left = await fixture.OnHostAsync("host-a", State);

        (await fixture.Lab.RunAsync("verify")).EnsureSuccess();

        Assert.EndsWith(" running\n", left, StringComparison.Ordinal);
        Assert.Empty(await fixture.OnHostAsync("host-a", "docker ps -aq --filter name=test-a"));
    }

    /// <summary>
    /// The first <c>up</c> was killed during its proof, before chat-a existed: the remaining container has chat-a's address.
    /// </summary>
    [Fact]
    public async Task Up_removes_the_container_of_a_killed_verify_from_the_chat_s_address()
    {
        await fixture.OnHostAsync(
            "host-a",
            "docker rm -f chat-a; "
            + "docker run -d --rm --name test-a --label chatlab.proof=killed --net vxlan-net --ip 172.18.0.11 "
            + $"--entrypoint sleep {await ImageAsync()} 300");

        (await fixture.Lab.RunAsync("up")).EnsureSuccess();

        Assert.Empty(await fixture.OnHostAsync("host-a", "docker ps -aq --filter name=test-a"));
    }

    /// <summary>The packet is lost on the way instead of being rejected for its length.</summary>
    [Fact]
    public async Task Finds_a_container_whose_MTU_is_larger_than_the_tunnel_s()
    {
        const string Mtu = "nsenter --net -t $(docker inspect -f '{{.State.Pid}}' chat-a) ip link set eth0 mtu ";
        await fixture.OnHostAsync("host-a", Mtu + "1500");

        var verify = await fixture.Lab.RunAsync("verify");

        await fixture.OnHostAsync("host-a", Mtu + "1450");
        Assert.Equal(1, verify.ExitCode);
        Assert.Contains(
            "host-a  1451 bytes do not fit: it failed, but not because of its length: PING ", verify.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("host-b  ", verify.Error, StringComparison.Ordinal);
    }

    private async Task<string> ImageAsync() => (await fixture.OnHostAsync("host-a", "docker inspect -f '{{.Config.Image}}' redis")).Trim();
}
