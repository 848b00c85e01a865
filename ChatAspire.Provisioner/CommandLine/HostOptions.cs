using System.CommandLine;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Hosts;

namespace ChatAspire.Provisioner.CommandLine;

/// <summary>The option <c>--host</c>, which names Docker hosts to examine instead of a lab.</summary>
internal sealed class HostOptions
{
    private readonly Option<string[]> _host = new("--host")
    {
        Description = "A Docker host to look at instead of a lab: local, or ssh://[USER@]HOST[:PORT] by your own ssh configuration. "
            + "Repeat it for further hosts. Default: the lab if it runs, else local.",
        HelpName = "ADDRESS",
    };

    private readonly LabOptions _lab;

    /// <summary>Adds the option to a verb.</summary>
    public HostOptions(CliCommand verb, LabOptions lab)
    {
        _lab = lab;
        verb.Add(_host);
    }

    /// <summary>Reads the addresses of the hosts.</summary>
    /// <returns>The addresses; empty if the option is not given.</returns>
    /// <exception cref="UserErrorException">An address is invalid, or an option that chooses a lab is given too.</exception>
    public IReadOnlyList<HostAddress> Read(ParseResult parsed)
    {
        var hosts = HostAddress.ParseAll(parsed.GetValue(_host) ?? []);
        return hosts.Count > 0 && _lab.FirstGiven(parsed) is { } option
            ? throw new UserErrorException($"--host and {option} cannot be combined.",
                $"{option} chooses a lab, and --host looks at no lab.")
            : hosts;
    }
}
