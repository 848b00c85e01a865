using ChatAspire.Network.Execution;
using ChatAspire.Network.Hosts;

namespace ChatAspire.Network.Tests.Hosts;

/// <summary>The values of <c>--host</c>.</summary>
public sealed class HostAddressTests
{
    [Theory]
    [InlineData("local", "local", null, null, "")]
    [InlineData("ssh://vm1", "vm1", "vm1", null, "ssh vm1 ")]
    [InlineData("ssh://root@vm1", "vm1", "root@vm1", null, "ssh root@vm1 ")]
    [InlineData("ssh://root@10.0.0.5:2222", "10.0.0.5", "root@10.0.0.5", 2222, "ssh -p 2222 root@10.0.0.5 ")]
    [InlineData("ssh://root@[fd00::1]:2222", "fd00::1", "root@fd00::1", 2222, "ssh -p 2222 root@fd00::1 ")]
    [InlineData("ssh://root@vm1/", "vm1", "root@vm1", null, "ssh root@vm1 ")]
    public void A_host_is_read(string text, string name, string? destination, int? port, string shell)
    {
        var host = Assert.Single(HostAddress.ParseAll([text]));

        Assert.Equal((name, destination, port, shell), (host.Name, host.Destination, host.Port, host.Shell));
    }

    [Theory]
    [InlineData("vm1")]
    [InlineData("Local")]
    [InlineData("ssh://")]
    [InlineData("ssh://vm1/path")]
    [InlineData("ssh://vm1?x=1")]
    [InlineData("ssh://user:password@vm1")]
    [InlineData("ssh://-oProxyCommand=x")]
    [InlineData("ssh://-l@vm1")]
    [InlineData("tcp://vm1:2375")]
    public void A_text_that_names_no_host_is_refused(string text)
    {
        var error = Assert.Throws<UserErrorException>(() => HostAddress.ParseAll([text]));

        Assert.Equal($"--host {text}: not a host.", error.Message);
        Assert.Contains("ssh://[user@]host[:port]", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Hosts_of_one_name_are_told_apart_by_their_ports() => Assert.Equal(
        ["127.0.0.1-2201", "127.0.0.1-2202", "local"],
        HostAddress.ParseAll(["ssh://root@127.0.0.1:2201", "ssh://root@127.0.0.1:2202", "local"]).Select(host => host.Name));

    [Fact]
    public void A_host_that_is_named_twice_is_refused() => Assert.Contains(
        "names local twice", Assert.Throws<UserErrorException>(() => HostAddress.ParseAll(["local", "local"])).Message,
        StringComparison.Ordinal);
}
