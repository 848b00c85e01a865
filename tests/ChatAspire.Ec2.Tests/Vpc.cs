using ChatAspire.FakeEc2;
using ChatAspire.Network.Execution;

[assembly: AssemblyFixture(typeof(ChatAspire.Ec2.Tests.Vpc))]

namespace ChatAspire.Ec2.Tests;

/// <summary>The network of all tests with complete machines, created by the first of them.</summary>
public sealed class Vpc : IAsyncDisposable
{
    private readonly Lazy<Task<HostMachines>> _machines = new(HostMachines.CreateAsync);

    /// <summary>An image of a release of Debian.</summary>
    public static MachineImage Debian(int release) => new(
        $"ami-0{release}", $"debian-{release}-amd64-20261012-2264", Cloud.Debian, "x86_64", DateTimeOffset.UnixEpoch);

    /// <summary>Returns the machines; skips the test where there can be none.</summary>
    internal async Task<HostMachines> MachinesAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may listen at port 22");
        var engine = await HostMachines.Here.RunAsync(
            HostCommand.Shell("docker version -f '{{.Server.Version}}' 2>&1 || true"), TestContext.Current.CancellationToken);
        Assert.SkipUnless(
            char.IsAsciiDigit(engine.Output.FirstOrDefault()),
            $"no Docker Engine answers; eng/dockerd starts one. ({engine.Output.Trim()})");
        return await _machines.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (_machines.IsValueCreated)
        {
            await (await _machines.Value).DisposeAsync();
        }
    }
}
