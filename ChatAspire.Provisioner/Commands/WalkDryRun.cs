using ChatAspire.Lab.Walks;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Hosts;
using ChatAspire.Network.Walk;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>walk --dry-run</c>: prints the commands of a walk and their hosts, and runs only those that read.</summary>
internal static class WalkDryRun
{
    /// <summary>Checks that the request is a walk from FROM to TO; the commands of other walks cannot be printed in advance.</summary>
    /// <exception cref="UserErrorException">The walk is live, or needs a lab.</exception>
    public static void Check(WalkRequest request, bool isLive)
    {
        if (request.NeedsLab || isLive)
        {
            throw new UserErrorException("--dry-run prints the commands of a walk from FROM to TO.",
                "Omit --external, --message and --live.");
        }
    }

    public static async Task<int> RunAsync(WalkRequest request, Target target, CancellationToken cancellation)
    {
        var scene = target.Scene;
        scene = scene with { Hosts = [.. scene.Hosts.Select(host => host with { Runner = new DryRunHost(host.Runner, Print) })] };
        var context = new WalkContext(scene, LogRules: false, new Progress<WalkEvent>());
        await foreach (var _ in request.RunAsync(target.Lab?.Spec, context, cancellation))
        {
        }

        Terminal.WriteMessage("Only the commands that read were run. After a failure, a walk also reads rules, routes, sockets "
            + "and the packets that the kernel drops.");
        return ExitCodes.Success;
    }

    private static void Print(string host, HostCommand command)
    {
        Terminal.Out.Profile.Out.Writer.WriteLine($"# {host}{(command.OnlyReads ? ", reads only" : "")}");
        Terminal.Out.Profile.Out.Writer.WriteLine(command.ToShell());
    }
}
