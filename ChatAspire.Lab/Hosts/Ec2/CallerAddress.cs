using System.Net;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Determines the source addresses allowed to reach the hosts from outside.</summary>
internal static class CallerAddress
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Returns the CIDR given in the options, or the caller's own address if there is none.</summary>
    /// <exception cref="UserErrorException">The CIDR is invalid, or the caller's address cannot be determined.</exception>
    public static async Task<string> AllowedAsync(Ec2Options options, CancellationToken cancellation)
    {
        if (options.Allow is { } allow)
        {
            return Check(allow);
        }

        if (options.Address == HostAddress.Private)
        {
            throw new UserErrorException(
                "--address private: the address that the hosts will see you at cannot be found out from outside.",
                "Say it: --allow CIDR, for example --allow 10.0.0.0/16.");
        }

        var answer = await AskAsync(options.AddressService, cancellation);
        return IPAddress.TryParse(answer, out var address) && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            ? $"{address}/32"
            : throw Unknown(
                options.AddressService,
                $"it answered '{(answer.Length > 40 ? answer[..40] + "…" : answer)}', which is no IPv4 address");
    }

    private static string Check(string cidr) =>
        IPNetwork.TryParse(cidr, out var network) && network.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            && network.ToString() == cidr // rejects 10.0.0.1/8, which would be read as the wider 10.0.0.0/8
            ? cidr
            : throw new UserErrorException(
                $"--allow {cidr}: not an IPv4 network.",
                "Say an address with its prefix, and zeros after the prefix: 203.0.113.7/32, 10.0.0.0/16.");

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
        $"your own address is not known: {service} was asked, and {why}.",
        "Say who may reach the hosts: --allow CIDR; or name another service: --address-service URL.");
}
