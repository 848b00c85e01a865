using System.Net;
using System.Net.Sockets;

namespace ChatAspire.AppHost;

/// <summary>Checks, before anything starts, that every endpoint can be bound.</summary>
public static class Preflight
{
    // The launch profile sets these variables: the dashboard's page, its receivers of telemetry, and its resource service.
    private static readonly (string Name, string Variable)[] DashboardUrls =
    [
        ("the dashboard", "ASPNETCORE_URLS"),
        ("the dashboard's OTLP over gRPC", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"),
        ("the dashboard's OTLP over HTTP", "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"),
        ("the dashboard's resource service", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"),
    ];

    /// <summary>Binds each endpoint once, to prove that it is free: the given ones, and those that the dashboard's settings name.</summary>
    /// <param name="setting">Reads a setting of the AppHost by name; null or empty when it is not set.</param>
    /// <exception cref="CannotStartException">The message has one line for each endpoint that is in use or cannot be bound.</exception>
    public static void Check(IEnumerable<LocalEndpoint> endpoints, Func<string, string?> setting)
    {
        var problems = endpoints
            .Concat(DashboardUrls.SelectMany(url => EndpointsOf(url.Name, setting(url.Variable))))
            .Select(Problem).OfType<string>().ToList();
        if (problems.Count > 0)
        {
            throw new CannotStartException(string.Join(Environment.NewLine, problems));
        }
    }

    private static IEnumerable<LocalEndpoint> EndpointsOf(string name, string? urls) =>
        from url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
        let uri = Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed : null
        where uri is not null // Aspire itself reports a URL that it cannot use.
        select new LocalEndpoint(name, IPAddress.TryParse(uri.Host, out var address) ? address : IPAddress.Loopback, uri.Port);

    private static string? Problem(LocalEndpoint endpoint)
    {
        using var socket = new Socket(endpoint.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(endpoint.Address, endpoint.Port));
            socket.Listen();
            return null;
        }
        catch (SocketException e)
        {
            var name = $"{endpoint} ({endpoint.Name})";
            return e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse =>
                    $"{name} is in use by {PortHolder.Of(endpoint) ?? "another program"}. Stop it, or change lab.json.",
                SocketError.AddressNotAvailable =>
                    $"{name} cannot be bound: {endpoint.Host} is not an address of this machine. Change lab.json.",
                SocketError.AccessDenied => $"{name} cannot be bound: permission denied. Change lab.json.",
                _ => $"{name} cannot be bound: {e.Message}",
            };
        }
    }
}
