using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>
/// Adapts phases to scripts. During <c>up</c>, a command on a host can read a file of this machine over our connection. A script on the
/// host cannot, so the file is copied to the host first.
/// </summary>
internal static class ScriptFiles
{
    /// <summary>The folder in which the scripts of a dry run expect the secrets, unless the user names another.</summary>
    public const string DefaultSecrets = "secrets";

    /// <summary>Changes every command that reads a secret to read it from a file, so that no script contains a secret.</summary>
    /// <param name="folder">The folder of the files. It appears in the scripts, but is not created here.</param>
    /// <returns>The changed phases, and the secrets to write to the files; a file has the name of its secret.</returns>
    public static (IReadOnlyList<Phase> Phases, IReadOnlyList<NamedSecret> Secrets) NameSecrets(IReadOnlyList<Phase> phases, string folder)
    {
        var secrets = new Dictionary<string, NamedSecret>(StringComparer.Ordinal);
        Phase[] changed = [.. phases.Select(phase => phase with
        {
            HostSteps = [.. phase.HostSteps.Select(steps => steps with
            {
                Steps = [.. steps.Steps.Select(step => step with { Apply = [.. step.Apply.Select(FromFile)] })],
            })],
        })];
        return (changed, [.. secrets.Values]);

        HostCommand FromFile(HostCommand command)
        {
            if (command.Input?.Secret is not { } secret)
            {
                return command;
            }

            secrets[secret.Name] = secret;
            return command with { Input = CommandInput.File(Path.Combine(folder, secret.Name)) };
        }
    }

    /// <summary>Changes every command on a host that reads a file to read a copy in /var/tmp on that host.</summary>
    /// <returns>The changed phases, and a last phase, on this machine, that makes the copies.</returns>
    public static IReadOnlyList<Phase> Copy(IReadOnlyList<Phase> phases, IReadOnlyList<HostFacts> hosts, IHostSource source)
    {
        var copies = new Dictionary<(HostFacts Host, string File), string>();
        Phase[] changed = [.. phases.Select(phase => phase with { HostSteps = [.. phase.HostSteps.Select(OnItsHost)] })];
        return
        [
            .. changed,
            new Phase("files to hosts", [new HostSteps(LocalMachine.LocalName, LocalMachine.LocalName, [.. copies.Select(copy => new Step
            {
                Title = $"{Path.GetFileName(copy.Key.File)} to {copy.Key.Host.Name}",
                Why = "A command on the host reads it.",
                Probe = (_, _) => Task.FromResult(Finding.Missing()),
                Apply = [source.Bring(copy.Key.File, copy.Key.Host, copy.Value)],
            })])]),
        ];

        HostSteps OnItsHost(HostSteps steps) => hosts.FirstOrDefault(host => host.Name == steps.Host) is { } host
            ? steps with
            {
                Steps = [.. steps.Steps.Select(step =>
                step with { Apply = [.. step.Apply.Select(command => ReadingCopy(command, host))] })]
            }
            : steps;

        HostCommand ReadingCopy(HostCommand command, HostFacts host)
        {
            if (command.Input?.Path is not { } file)
            {
                return command;
            }

            var path = $"/var/tmp/{Path.GetFileName(file)}";
            copies[(host, file)] = path;
            return command with { Input = CommandInput.File(path) };
        }
    }
}
