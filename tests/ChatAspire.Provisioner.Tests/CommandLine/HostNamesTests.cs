using ChatAspire.Network.Execution;
using ChatAspire.Provisioner.CommandLine;

namespace ChatAspire.Provisioner.Tests.CommandLine;

public sealed class HostNamesTests
{
    [Fact]
    public void All_hosts_without_a_name() => Assert.Equal(["host-a", "host-b"], HostNames.Resolve(TestLab.Spec, null));

    [Fact]
    public void Unknown_host_is_rejected_with_the_known_ones()
    {
        var error = Assert.Throws<UserErrorException>(() => HostNames.Resolve(TestLab.Spec, "host-z"));

        // Both are one character away: a guess would be wrong half of the time.
        Assert.Equal(("Unknown host \"host-z\".", "Known hosts: host-a, host-b."), (error.Message, error.Hint));
    }
}
