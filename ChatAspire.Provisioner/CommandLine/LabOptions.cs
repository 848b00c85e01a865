using System.CommandLine;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.CommandLine;

/// <summary>The options that choose a lab; every verb that runs something has them.</summary>
internal sealed class LabOptions
{
    private readonly Option<FileInfo> _file = new("--lab")
    {
        Description = "The lab file. Default: ./lab.json, else the one that comes with chatlab.",
        HelpName = "FILE",
    };

    private readonly Option<string> _hosts = new("--hosts")
    {
        Description = "The kind of hosts: containers on this machine (local) or AWS instances (ec2). Default: the existing lab's, "
            + "else local.",
        HelpName = $"{HostSources.Local}|{HostSources.Ec2}",
    };

    private readonly Ec2CommandOptions _ec2;

    /// <summary>Adds the options to a verb.</summary>
    public LabOptions(CliCommand verb)
    {
        _hosts.Restrict("kind of hosts", [HostSources.Local, HostSources.Ec2]);
        verb.Add(_file);
        verb.Add(_hosts);
        _ec2 = new Ec2CommandOptions(verb);
        verb.Lab = this;
    }

    /// <summary>The options that apply to every kind of hosts.</summary>
    public IReadOnlyList<Option> Common => [_file, _hosts];

    /// <summary>The options that apply to <c>--hosts ec2</c> only.</summary>
    public IReadOnlyList<Option> Ec2 => _ec2.All;

    /// <summary>Returns true if an option is one of these options.</summary>
    public bool Contains(Option option) => Common.Contains(option) || Ec2.Contains(option);

    /// <summary>Returns the name of the first of these options that is on the command line; null if none is.</summary>
    public string? FirstGiven(ParseResult parsed) =>
        Common.Concat(Ec2).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>Returns the value of <c>--hosts</c>, even on an invalid command line; null if it is not given.</summary>
    public string? HostsOf(ParseResult parsed) => parsed.GetResult(_hosts)?.Tokens is [var kind, ..] ? kind.Value : null;

    /// <summary>Reads the lab file and the options.</summary>
    /// <exception cref="Network.Execution.UserErrorException">The file or an option is invalid.</exception>
    public LabSession Read(ParseResult parsed)
    {
        var spec = LabSpec.Load(parsed.GetValue(_file)?.ToString() ?? DefaultFile());
        var hosts = parsed.GetValue(_hosts) ?? Existing(spec);
        if (hosts != HostSources.Ec2)
        {
            _ec2.RefuseAny(parsed);
        }

        return LabSession.Create(spec, hosts, _ec2.Read(parsed));
    }

    /// <summary>Returns the default of <c>--hosts</c>: ec2 if this user has the lab on AWS but not on this machine; else local.</summary>
    private static string Existing(LabSpec spec)
    {
        if (!HostSources.HasLab(spec, HostSources.Ec2) || HostSources.HasLab(spec, HostSources.Local))
        {
            return HostSources.Local;
        }

        Terminal.WriteMessage(
            $"Lab {spec.Name} on AWS, the only one of this name. For a lab on this machine: --hosts {HostSources.Local}.");
        return HostSources.Ec2;
    }

    private static string DefaultFile() => File.Exists("lab.json") ? "lab.json" : Path.Combine(AppContext.BaseDirectory, "lab.json");
}
