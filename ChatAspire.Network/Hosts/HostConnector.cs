using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Hosts;

/// <summary>Connects to existing hosts that chatlab did not set up, and checks their prerequisites. Changes nothing on them.</summary>
internal static class HostConnector
{
    /// <summary>Connects to all hosts.</summary>
    /// <param name="tools">The programs that each host must have.</param>
    /// <exception cref="UserErrorException">
    /// A host cannot be reached, does not give root without a password, or lacks a prerequisite.
    /// </exception>
    public static async Task<ConnectedHosts> ConnectAsync(
        IReadOnlyList<HostAddress> addresses, IReadOnlyList<HostTool> tools, CancellationToken cancellation)
    {
        var hosts = new List<ConnectedHost>();
        try
        {
            foreach (var address in addresses)
            {
                var runner = address.Destination is { } destination
                    ? (ICommandRunner)new OpenSshRunner(address.Name, destination, address.Port)
                    : new LocalMachine(address.Name);
                hosts.Add(new ConnectedHost(address, runner));
                hosts[^1] = hosts[^1] with { Runner = await AsRootAsync(address, runner, cancellation) };
                await CheckAsync(hosts[^1], tools, cancellation);
            }

            return new ConnectedHosts(hosts);
        }
        catch
        {
            await new ConnectedHosts(hosts).DisposeAsync();
            throw;
        }
    }

    private static async Task<ICommandRunner> AsRootAsync(HostAddress address, ICommandRunner runner, CancellationToken cancellation)
    {
        var user = await runner.RunAsync(new HostCommand("id", "-u"), cancellation);
        if (user.Output.Trim() == "0")
        {
            return runner;
        }

        var sudo = await runner.RunAsync(HostCommand.Shell("sudo -n true"), cancellation);
        return sudo.Succeeded
            ? new SudoRunner(runner)
            : throw new UserErrorException(
                $"{address.Name}: root is needed to look into network namespaces, and sudo without a password fails: {sudo.Error.Trim()}",
                address.Destination is null
                    ? "Run it as root: sudo chatlab …, or allow sudo without a password."
                    : $"Connect as root (ssh://root@{address.Destination.Split('@')[^1]}), or allow sudo without a password there.");
    }

    private static async Task CheckAsync(ConnectedHost host, IReadOnlyList<HostTool> tools, CancellationToken cancellation)
    {
        var check = HostCommand.Shell(HostFacts.Script, [.. tools.Select(tool => tool.Name)]).WithTimeout(TimeSpan.FromSeconds(30));
        var facts = HostFacts.Parse((await host.Runner.RunAsync(check, cancellation)).Check().Output);
        if (HostRefusal.Of(host.Address, facts, tools) is { } refusal)
        {
            throw refusal;
        }
    }
}
