using System.CommandLine;
using ChatAspire.Lab.Access;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Network.Execution;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>ssh HOST [-- COMMAND]</c>: runs a command on a host, or opens a shell there.</summary>
internal static class SshCommand
{
    public static CliCommand Create()
    {
        var host = new Argument<string>("host") { Description = "A host of the lab." };
        var words = new Argument<string[]>("command")
        {
            Description = "The command, after --. Default: a shell, opened by this machine's ssh.",
            HelpName = "-- COMMAND",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var verb = new CliCommand("ssh", VerbGroup.Access, "Run a command on a host, or open a shell there.")
        {
            Usage = ["ssh HOST [OPTIONS] [-- COMMAND…]"],
            Examples =
            [
                new("chatlab ssh host-a", "a shell"),
                new("chatlab ssh host-b -- ip -d link show vxlan0", "one command; its exit code is chatlab's"),
            ],
        };
        verb.Add(host);
        verb.Add(words);
        var lab = new LabOptions(verb);
        verb.SetBody(async (parsed, cancellation) =>
        {
            var session = lab.Read(parsed);
            var name = HostNames.Resolve(session.Spec, parsed.GetRequiredValue(host)).Single();
            await using var connected = await OpenAsync(session, cancellation);
            var target = connected.Host(name).Host;
            return parsed.GetValue(words) is [var program, .. var arguments]
                ? await RunAsync(target, new HostCommand(program, arguments) { Timeout = Timeout.InfiniteTimeSpan }, cancellation)
                : await OpenSsh.OpenShellAsync(session.Directory, target, cancellation);
        });
        return verb;
    }

    private static async Task<ConnectedLab> OpenAsync(LabSession session, CancellationToken cancellation)
    {
        using var activity = ActivityLine.BeginOnTerminal($"Connecting to lab {session.Spec.Name}…");
        return await session.OpenAsync(cancellation);
    }

    private static async Task<int> RunAsync(SshCommandRunner host, HostCommand command, CancellationToken cancellation)
    {
        await using var output = Console.OpenStandardOutput();
        await using var error = Console.OpenStandardError();
        return await host.RunAsync(command, output, error, cancellation);
    }
}
