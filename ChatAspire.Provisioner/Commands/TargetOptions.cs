using System.CommandLine;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Hosts;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary>The options that choose the hosts a verb examines: a lab, or any Docker hosts.</summary>
internal sealed class TargetOptions
{
    private readonly LabOptions _lab;
    private readonly HostOptions _hosts;

    /// <summary>Adds the options to a verb.</summary>
    public TargetOptions(CliCommand verb)
    {
        _lab = new LabOptions(verb);
        _hosts = new HostOptions(verb, _lab);
    }

    /// <summary>Connects to the hosts of <c>--host</c>, or to the lab; if none is named and no lab runs, to this machine.</summary>
    /// <param name="needsLab">True for a request that only a lab can serve.</param>
    /// <param name="only">The name of the only host that is needed; null for all.</param>
    /// <param name="tools">The programs that hosts outside a lab must have.</param>
    /// <exception cref="UserErrorException">A host is unknown, unreachable or lacks a program; or the lab is missing or in use.</exception>
    public async Task<Target> OpenAsync(
        ParseResult parsed, bool needsLab, string? only, IReadOnlyList<HostTool> tools, CancellationToken cancellation)
    {
        var hosts = _hosts.Read(parsed);
        if (hosts.Count > 0)
        {
            return needsLab
                ? throw new UserErrorException("--message and --external need a lab.",
                    "Omit --host, or walk to a port: chatlab walk HOST:PORT.")
                : await ConnectAsync(hosts, only, tools, cancellation);
        }

        var session = _lab.Read(parsed);
        LabInUse.Check(session.Directory);
        var isDefault = _lab.FirstGiven(parsed) is null && !needsLab;
        if (!isDefault || !session.Directory.IsEmpty)
        {
            try
            {
                HostNames.Resolve([.. session.Spec.Hosts.Select(host => host.Name)], only);
                using var activity = ActivityLine.Begin($"Connecting to lab {session.Spec.Name}…");
                return new Target(await session.OpenAsync(cancellation));
            }
            catch (LabNotRunningException) when (isDefault)
            {
            }
        }

        Terminal.WriteMessage($"Lab {session.Spec.Name} is not running: looking at this machine's Docker Engine.");
        return await ConnectAsync([HostAddress.Local], only, tools, cancellation);
    }

    private static async Task<Target> ConnectAsync(
        IReadOnlyList<HostAddress> hosts, string? only, IReadOnlyList<HostTool> tools, CancellationToken cancellation)
    {
        var names = HostNames.Resolve([.. hosts.Select(host => host.Name)], only);
        using var activity = ActivityLine.Begin($"Connecting to {string.Join(" and ", names)}…");
        return new Target(await HostConnector.ConnectAsync([.. hosts.Where(host => names.Contains(host.Name))], tools, cancellation));
    }
}
