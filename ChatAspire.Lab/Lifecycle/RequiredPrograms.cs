using ChatAspire.Lab.Hosts;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>The programs that verification and SSH tunnels run on this machine, for every kind of host.</summary>
internal static class RequiredPrograms
{
    private static readonly (string Name, string Why, string Hint)[] All =
    [
        ("curl", "verification posts a message with it",
            "Debian, Ubuntu: apt-get install curl. Fedora: dnf install curl. macOS: brew install curl."),
        ("ssh", "`dashboard` and `ssh` open their connections with it",
            "Debian, Ubuntu: apt-get install openssh-client. Fedora: dnf install openssh-clients. macOS: it is part of the system "
                + "(/usr/bin/ssh)."),
    ];

    /// <summary>Returns a problem for each program that is not on the PATH.</summary>
    public static IEnumerable<Problem> Missing() => All.Where(program => !LocalMachine.IsOnPath(program.Name))
        .Select(program => new Problem($"{program.Name} is not on the PATH: {program.Why}.", program.Hint));
}
