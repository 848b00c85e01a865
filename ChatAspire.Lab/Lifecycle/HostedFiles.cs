using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>
/// Over our own connection a host's command can read a file of this machine. In a script it cannot: there the file is
/// brought to the host first.
/// </summary>
internal static class HostedFiles
{
    /// <summary>The same phases with such commands reading a file of their host, and one more that brings the files.</summary>
    public static IReadOnlyList<Phase> Bring(IReadOnlyList<Phase> phases, IReadOnlyList<HostFacts> hosts, IHostSource source)
    {
        var brought = new Dictionary<(HostFacts Host, string File), string>();
        Phase[] changed =
        [
            .. phases.Select(phase => phase with { Lanes = [.. phase.Lanes.Select(lane =>
                hosts.FirstOrDefault(host => host.Name == lane.Host) is { } host ? lane with { Steps = [.. lane.Steps.Select(step => OnHost(step, host))] } : lane)] }),
        ];
        return
        [
            .. changed,
            new Phase("files to hosts", [new HostSteps(LocalMachine.LocalName, LocalMachine.LocalName, [.. brought.Select(file => new Step
            {
                Title = $"{Path.GetFileName(file.Key.File)} to {file.Key.Host.Name}",
                Why = "A command there reads it.",
                Probe = (_, _) => Task.FromResult(Finding.Missing()),
                Apply = [source.Bring(file.Key.File, file.Key.Host, file.Value)],
            })])]),
        ];

        Step OnHost(Step step, HostFacts host) => step with { Apply = [.. step.Apply.Select(command => OnItsHost(command, host))] };

        HostCommand OnItsHost(HostCommand command, HostFacts host)
        {
            if (command.Input?.Path is not { } file)
            {
                return command;
            }

            var path = $"/var/tmp/{Path.GetFileName(file)}";
            brought[(host, file)] = path;
            return command with { Input = CommandInput.File(path) };
        }
    }
}
