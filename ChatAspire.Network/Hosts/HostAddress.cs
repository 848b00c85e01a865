using System.Globalization;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Hosts;

/// <summary>A host named on the command line by <c>--host</c>: <c>local</c>, or <c>ssh://[user@]host[:port]</c>.</summary>
/// <param name="Destination">The destination argument of ssh, <c>[user@]host</c>; null for this machine.</param>
/// <param name="Port">The SSH port; null for the port in the user's ssh configuration.</param>
internal sealed record HostAddress(string Name, string? Destination, int? Port)
{
    private const string Scheme = "ssh://";

    /// <summary>This machine.</summary>
    public static readonly HostAddress Local = new(LocalMachine.LocalHost, null, null);

    /// <summary>
    /// The prefix that makes a command line run on the host, with its final space: <c>ssh -p 2222 user@host </c>. Empty for this machine.
    /// </summary>
    public string Shell => Destination is null ? "" : $"ssh {(Port is { } port ? $"-p {port} " : "")}{Destination} ";

    /// <summary>
    /// Parses the values of <c>--host</c>. If hosts have the same name, an explicit port is appended to the name: <c>host-2222</c>.
    /// </summary>
    /// <exception cref="UserErrorException">A text is not a host, or a host is named twice.</exception>
    public static IReadOnlyList<HostAddress> ParseAll(IReadOnlyList<string> texts)
    {
        List<HostAddress> hosts = [.. texts.Select(Parse)];
        List<HostAddress> named =
        [
            .. hosts.Select(host => hosts.Count(other => other.Name == host.Name) > 1 && host.Port is { } port
                ? host with { Name = string.Create(CultureInfo.InvariantCulture, $"{host.Name}-{port}") }
                : host),
        ];
        return named.GroupBy(host => host.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new UserErrorException($"--host names {twice.Key} twice.", "Give each host once.")
            : named;
    }

    /// <exception cref="UserErrorException">The text is not a host.</exception>
    private static HostAddress Parse(string text)
    {
        if (text == LocalMachine.LocalHost)
        {
            return Local;
        }

        if (!text.StartsWith(Scheme, StringComparison.Ordinal) || !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri.Host.Length == 0 || uri.Host.StartsWith('-') || uri.UserInfo.StartsWith('-')
            || uri.UserInfo.Contains(':', StringComparison.Ordinal)
            || uri.AbsolutePath is not ("" or "/") || uri.Query.Length > 0)
        {
            throw new UserErrorException($"--host {text}: not a host.",
                $"Use {LocalMachine.LocalHost} for this machine, or {Scheme}[user@]host[:port].");
        }

        int? port = uri.IsDefaultPort ? null : uri.Port;
        var host = uri.Host.Trim('[', ']'); // ssh(1) takes an IPv6 address without brackets
        return new HostAddress(host, uri.UserInfo.Length > 0 ? $"{uri.UserInfo}@{host}" : host, port);
    }
}
