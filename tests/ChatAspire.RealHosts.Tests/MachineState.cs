using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests;

/// <summary>Everything a lab could leave on this machine.</summary>
internal static class MachineState
{
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
