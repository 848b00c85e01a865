using System.Net;
using System.Net.Sockets;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>The source addresses allowed to reach the hosts from outside their security group, as IPv4 CIDRs.</summary>
/// <param name="Ssh">The sources of SSH connections: <c>203.0.113.7/32</c>.</param>
/// <param name="Chat">The sources of connections to the chat.</param>
internal sealed record AllowedSources(string Ssh, string Chat)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>The allowed networks, which must not overlap the overlay; without duplicates.</summary>
    public IEnumerable<IPNetwork> Networks => new[] { Ssh, Chat }.Distinct().Select(IPNetwork.Parse);

    /// <summary>A warning for each service that is open to the whole internet.</summary>
    public IEnumerable<string> Warnings
    {
        get
        {
            if (IsWorld(Ssh))
            {
                yield return $"SSH on the hosts is open to the whole internet ({Ssh}). Only the lab's key is accepted, but expect "
                    + "constant probing; restrict access with --allow-ssh CIDR.";
            }

            if (IsWorld(Chat))
            {
                yield return $"The chat is open to the whole internet ({Chat}) without a password; "
                    + "restrict access with --allow-chat CIDR.";
            }
        }
    }

    /// <summary>Returns the sources that the options set, and the caller's public address for those not set.</summary>
    /// <exception cref="UserErrorException">A CIDR is invalid, or the caller's address cannot be determined.</exception>
    public static async Task<AllowedSources> FindAsync(Ec2Options options, CancellationToken cancellation)
    {
        var both = Check("--allow", options.Allow);
        var (ssh, chat) = (Check("--allow-ssh", options.AllowSsh) ?? both, Check("--allow-chat", options.AllowChat) ?? both);
        if (ssh is not null && chat is not null)
        {
            return new(ssh, chat);
        }

        var caller = await CallerAsync(options, cancellation);
        return new(ssh ?? caller, chat ?? caller);
    }

    public override string ToString() => Ssh == Chat ? $"{Ssh} (SSH, chat)" : $"{Ssh} (SSH), {Chat} (chat)";

    private static bool IsWorld(string cidr) => IPNetwork.Parse(cidr).PrefixLength == 0;

    private static string? Check(string option, string? cidr) =>
        cidr is null || (IPNetwork.TryParse(cidr, out var network) && network.BaseAddress.AddressFamily == AddressFamily.InterNetwork
            && network.ToString() == cidr) // rejects 10.0.0.1/8, which would be read as the wider 10.0.0.0/8
            ? cidr
            : throw new UserErrorException(
                $"{option} {cidr}: not an IPv4 network.",
                "Use CIDR notation with zero host bits: 203.0.113.7/32, 10.0.0.0/16.");

    private static async Task<string> CallerAsync(Ec2Options options, CancellationToken cancellation)
    {
        if (options.Address == HostAddress.Private)
        {
            throw new UserErrorException(
                "--address private: your address inside the VPC cannot be detected.",
                "Set it: --allow CIDR, for example --allow 10.0.0.0/16.");
        }

        var answer = await AskAsync(options.AddressService, cancellation);
        return IPAddress.TryParse(answer, out var address) && address.AddressFamily == AddressFamily.InterNetwork
            ? $"{address}/32"
            : throw Unknown(
                options.AddressService,
                $"it answered '{(answer.Length > 40 ? answer[..40] + "…" : answer)}', which is no IPv4 address");
    }

    private static async Task<string> AskAsync(Uri service, CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = Timeout, MaxResponseContentBufferSize = 4096 };
        try
        {
            return (await http.GetStringAsync(service, cancellation)).Trim();
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw Unknown(service, e.Message);
        }
    }

    private static UserErrorException Unknown(Uri service, string why) => new(
        $"cannot detect your public address from {service}: {why}.",
        "Set the allowed addresses with --allow CIDR, or another service with --address-service URL.");
}
