using System.CommandLine;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>ssh HOST [-- COMMAND]</c>: a command on a host, or the line that opens a shell there.</summary>
internal static class SshCommand
{
    public static Command Create()
    {
        var host = new Argument<string>("host") { Description = "A host of the lab." };
        var words = new Argument<string[]>("command") { Description = "The command, after --. None: a shell, by the ssh program of this machine.", Arity = ArgumentArity.ZeroOrMore };
        var verb = new Command("ssh", "Run a command on a host, or open a shell there.") { host, words };
        var lab = new LabOptions(verb);
        verb.SetAction((parsed, cancellation) => CliHost.GuardAsync(async () =>
        {
            var session = lab.Read(parsed);
            var name = HostNames.Wanted(session.Spec, parsed.GetRequiredValue(host)).Single();
            await using var connected = await session.OpenAsync(cancellation);
            var target = (Network.Execution.SshHost)connected.Host(name).Host;
            return parsed.GetValue(words) is [var program, .. var arguments]
                ? await RunAsync(target, new Network.Execution.HostCommand(program, arguments) { Timeout = Timeout.InfiniteTimeSpan }, cancellation)
                : await OpenSsh.OpenAsync(session.Directory, target, cancellation);
        }));
        return verb;
    }

    private static async Task<int> RunAsync(Network.Execution.SshHost host, Network.Execution.HostCommand command, CancellationToken cancellation)
    {
        await using var output = Console.OpenStandardOutput();
        await using var error = Console.OpenStandardError();
        return await host.RunAsync(command, output, error, cancellation);
    }
}
