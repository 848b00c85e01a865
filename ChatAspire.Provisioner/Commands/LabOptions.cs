using System.CommandLine;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;

namespace ChatAspire.Provisioner.Commands;

/// <summary>The options that say which lab: the same for every verb.</summary>
internal sealed class LabOptions
{
    private readonly Option<FileInfo> _file = new("--lab")
    {
        Description = "The lab file. Default: lab.json here, else the one that comes with chatlab.",
        HelpName = "FILE",
    };

    private readonly Option<string> _hosts = new("--hosts")
    {
        Description = "Where the hosts are: containers on this machine (local), or instances on AWS (ec2).",
        DefaultValueFactory = _ => HostSources.Local,
    };

    private readonly Ec2CommandOptions _ec2;

    public LabOptions(Command verb)
    {
        _hosts.AcceptOnlyFromAmong(HostSources.Local, HostSources.Ec2);
        verb.Add(_file);
        verb.Add(_hosts);
        _ec2 = new Ec2CommandOptions(verb);
    }

    /// <exception cref="LabSpecException">The file cannot be used.</exception>
    public LabSession Read(ParseResult parsed)
    {
        var spec = LabSpec.Load(parsed.GetValue(_file)?.ToString() ?? DefaultFile());
        var hosts = parsed.GetValue(_hosts)!;
        if (hosts != HostSources.Ec2)
            _ec2.RefuseAny(parsed);
        return LabSession.Create(spec, hosts, () => _ec2.Read(parsed));
    }

    private static string DefaultFile() => File.Exists("lab.json") ? "lab.json" : Path.Combine(AppContext.BaseDirectory, "lab.json");
}
