using ChatAspire.Lab.Hosts;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>What the lab's proof and its tunnels call on this machine, wherever the hosts are.</summary>
internal static class MachinePrograms
{
    private static readonly (string Name, string Why, string Cure)[] Needed =
    [
        ("curl", "the proof posts a message with it", "Debian, Ubuntu: apt-get install curl. Fedora: dnf install curl. macOS: brew install curl."),
        ("ssh", "`dashboard` and `ssh` open their connections with it",
            "Debian, Ubuntu: apt-get install openssh-client. Fedora: dnf install openssh-clients. macOS: it is part of the system (/usr/bin/ssh)."),
    ];

    /// <summary>Those that are not on the PATH.</summary>
    public static IEnumerable<Problem> Missing() => Needed.Where(program => !LocalMachine.Has(program.Name))
        .Select(program => new Problem($"There is no {program.Name} on the PATH: {program.Why}.", program.Cure));
}
