using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.Hosts.Local;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>The kinds of hosts: the values of <c>--hosts</c>.</summary>
public static class HostSources
{
    /// <summary>Containers on this machine.</summary>
    public const string Local = "local";

    /// <summary>EC2 instances on AWS.</summary>
    public const string Ec2 = "ec2";

    /// <summary>Checks whether this user has created, and not removed, a lab of this name with this kind of hosts.</summary>
    public static bool HasLab(LabSpec spec, string kind) => !new LabDirectory(spec, kind).IsEmpty;

    /// <summary>Creates the host source of a kind.</summary>
    /// <param name="ec2">The options for <see cref="Ec2"/>; ignored for <see cref="Local"/>.</param>
    /// <exception cref="UserErrorException">The kind is unknown, or its options are invalid.</exception>
    public static IHostSource Create(string kind, LabSpec spec, LabDirectory directory, Ec2OptionValues ec2) => kind switch
    {
        Local => new LocalHosts(spec, directory),
        Ec2 => new Ec2Hosts(spec, ec2.ToOptions(), directory),
        _ => throw new UserErrorException($"--hosts {kind}: no such kind of host; known: {Local}, {Ec2}."),
    };
}
