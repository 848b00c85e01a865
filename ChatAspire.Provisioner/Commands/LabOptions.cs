using System.CommandLine;
using ChatAspire.Provisioner.Hosts;
using ChatAspire.Provisioner.Lab;

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
        Description = "Where the hosts are: containers on this machine.",
        DefaultValueFactory = _ => HostSources.Local,
    };

    public LabOptions(Command verb)
    {
        _hosts.AcceptOnlyFromAmong(HostSources.Local);
        verb.Add(_file);
        verb.Add(_hosts);
    }

    /// <exception cref="LabSpecException">The file cannot be used.</exception>
    public (LabSpec Spec, LabDirectory Directory, IHostSource Source) Read(ParseResult parsed)
    {
        var spec = LabSpec.Load(parsed.GetValue(_file)?.ToString() ?? DefaultFile());
        var directory = new LabDirectory(spec);
        return (spec, directory, HostSources.Create(parsed.GetValue(_hosts)!, spec, directory));
    }

    private static string DefaultFile() => File.Exists("lab.json") ? "lab.json" : Path.Combine(AppContext.BaseDirectory, "lab.json");
}
