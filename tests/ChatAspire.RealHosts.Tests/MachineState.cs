using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests;

/// <summary>
/// Everything a lab could leave on this machine, as it was before a test. Until this is disposed, no other collection creates or
/// removes a lab.
/// </summary>
public sealed class MachineState : IDisposable
{
    private readonly LabHome _home;
    private readonly string _before;

    private MachineState(LabHome home, string before)
    {
        _home = home;
        _before = before;
    }

    /// <summary>Reserves the engine and reads the state.</summary>
    public static async Task<MachineState> KeepAsync(LabHome home)
    {
        await home.ReserveEngineAsync();
        try
        {
            return new(home, await ReadAsync());
        }
        catch
        {
            home.ReleaseEngine();
            throw;
        }
    }

    /// <summary>Asserts that the machine is as it was.</summary>
    public async Task AssertUnchangedAsync() => Assert.Equal(_before, await ReadAsync());

    public void Dispose() => _home.ReleaseEngine();

    /// <summary>
    /// Lists the engine's containers, networks and volumes, its labelled images, and this machine's links and netfilter rules, one
    /// per line and sorted.
    /// </summary>
    public static async Task<string> ReadAsync() => (await LabHome.Machine.RunAsync(HostCommand.Shell(
        """
        export PATH=$PATH:/usr/sbin:/sbin
        docker ps -aq --no-trunc | sort
        docker network ls -q --no-trunc | sort
        docker volume ls -q | sort
        docker images -q --no-trunc --filter label=chatlab.lab | sort
        docker images -q --no-trunc --filter label=chataspire.image | sort
        ip -o link | sed 's/^[0-9]*: \([^:@]*\).*/\1/' | sort
        iptables-save | grep -v '^#' | sed 's/\[.*\]//' | sort
        """), TestContext.Current.CancellationToken)).Check().Output;
}
