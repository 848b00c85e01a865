using System.Globalization;

namespace ChatAspire.Network.Inspection;

/// <summary>A network namespace on a host, other than the host's own, as nsenter(1) names it.</summary>
/// <param name="Name">
/// The id of a process in it, <c>1234</c>; or the file that keeps a namespace without a process alive:
/// <c>/run/docker/netns/1-0123456789</c>.
/// </param>
public sealed record Netns(string Name)
{
    /// <summary>Returns the namespace of a process.</summary>
    public static Netns Of(int pid) => new(pid.ToString(CultureInfo.InvariantCulture));

    /// <summary>The options with which nsenter(1) enters it.</summary>
    internal IReadOnlyList<string> Options => Name.StartsWith('/') ? [$"--net={Name}"] : ["-t", Name, "-n"];
}
