using System.CommandLine;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Hosts;

namespace ChatAspire.Provisioner.CommandLine;

/// <summary>The option that names Docker hosts to look at instead of a lab.</summary>
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

    /// <summary>Reads the hosts.</summary>
    /// <returns>Empty if none is named.</returns>
    /// <exception cref="UserErrorException">A text names no host, or a lab is named too.</exception>
    public IReadOnlyList<HostAddress> Read(ParseResult parsed)
    {
        var hosts = HostAddress.ParseAll(parsed.GetValue(_host) ?? []);
        return hosts.Count > 0 && _lab.FirstGiven(parsed) is { } option
            ? throw new UserErrorException($"--host and {option} cannot be combined.",
                $"{option} chooses a lab, and --host looks at no lab.")
            : hosts;
    }
}
