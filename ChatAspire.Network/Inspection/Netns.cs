using System.Globalization;

namespace ChatAspire.Network.Inspection;

/// <summary>A network namespace of a host other than its own.</summary>
/// <param name="Name">
/// A process in it: <c>1234</c>; or the file that keeps one without a process: <c>/run/docker/netns/1-0123456789</c>.
/// </param>
public sealed record Netns(string Name)
{
    /// <summary>The namespace of a process.</summary>
    public static Netns Of(int pid) => new(pid.ToString(CultureInfo.InvariantCulture));

    /// <summary>The options of nsenter.</summary>
    internal IReadOnlyList<string> Options => Name.StartsWith('/') ? [$"--net={Name}"] : ["-t", Name, "-n"];
}
