using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.Hosts.Local;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>The kinds of hosts, by the name that <c>--hosts</c> takes.</summary>
public static class HostSources
{
    /// <summary>Containers on this machine.</summary>
    public const string Local = "local";

    /// <summary>Instances on AWS.</summary>
    public const string Ec2 = "ec2";

    /// <summary>Checks whether this user has created a lab of this name with hosts of a kind, and has not removed it.</summary>
    public static bool HasLab(LabSpec spec, string kind) => !new LabDirectory(spec, kind).IsEmpty;

    /// <param name="ec2">Read only where it is needed.</param>
    /// <exception cref="UserErrorException">No such kind, or its options cannot be used.</exception>
    public static IHostSource Create(string kind, LabSpec spec, LabDirectory directory, Ec2OptionValues ec2) => kind switch
    {
        Local => new LocalHosts(spec, directory),
        Ec2 => new Ec2Hosts(spec, ec2.ToOptions(), directory),
        _ => throw new UserErrorException($"--hosts {kind}: no such kind of host; known: {Local}, {Ec2}."),
    };
}
