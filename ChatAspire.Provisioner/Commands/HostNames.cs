using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.Provisioner.Commands;

/// <summary>A host that the user names.</summary>
internal static class HostNames
{
    /// <returns>The host, or all of the lab where none is named.</returns>
    /// <exception cref="UserErrorException">No such host.</exception>
    public static IReadOnlyList<string> Wanted(LabSpec spec, string? name)
    {
        string[] known = [.. spec.Hosts.Select(host => host.Name)];
        return name is null ? known
            : known.Contains(name) ? [name]
            : throw new UserErrorException($"\"{name}\" is no host of this lab.", $"One of {string.Join(", ", known)}.");
    }
}
