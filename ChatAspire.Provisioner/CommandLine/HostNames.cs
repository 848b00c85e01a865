using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.Provisioner.CommandLine;

/// <summary>Resolves an optional host name from the command line.</summary>
internal static class HostNames
{
    /// <returns>The named host, or every host of the lab if none is named.</returns>
    /// <exception cref="UserErrorException">The lab has no such host.</exception>
    public static IReadOnlyList<string> Resolve(LabSpec spec, string? name) =>
        Resolve([.. spec.Hosts.Select(host => host.Name)], name);

    /// <returns>The named host, or every known host if none is named.</returns>
    /// <exception cref="UserErrorException">There is no such host.</exception>
    public static IReadOnlyList<string> Resolve(IReadOnlyList<string> known, string? name)
    {
        if (name is null)
        {
            return known;
        }

        return known.Contains(name)
            ? [name]
            : throw new UserErrorException(NameSuggestion.Unknown("host", name, known), $"Known hosts: {string.Join(", ", known)}.");
    }
}
