using ChatAspire.Provisioner.Lab;

namespace ChatAspire.Provisioner.Hosts;

/// <summary>The kinds of hosts, by the name that <c>--hosts</c> takes.</summary>
public static class HostSources
{
    /// <summary>Containers on this machine.</summary>
    public const string Local = "local";

    /// <exception cref="LabException">No such kind.</exception>
    public static IHostSource Create(string kind, LabSpec spec, LabDirectory directory) => kind switch
    {
        _ => throw new LabException($"--hosts {kind}: no such kind of host for {spec.Name} in {directory.Path}; known: {Local}."),
    };
}
