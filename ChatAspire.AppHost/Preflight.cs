using System.Net;
using System.Net.Sockets;

namespace ChatAspire.AppHost;

/// <summary>Looks, before anything is started, whether everything can be.</summary>
public static class Preflight
{
    // The launch profile's: the dashboard's page, and where telemetry comes in.
    private static readonly (string Name, string Variable)[] DashboardUrls =
    [
        ("the dashboard", "ASPNETCORE_URLS"),
        ("the dashboard's OTLP over gRPC", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"),
        ("the dashboard's OTLP over HTTP", "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"),
        ("the dashboard's resource service", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"),
    ];

    /// <summary>Checks that every place can be listened at, that the launch profile is in use, and that Docker is here when it is needed.</summary>
    /// <exception cref="CannotStartException">The message has one line for each place that is taken or cannot be bound, and for whatever is missing.</exception>
    public static void Check(Places places, RedisChoice redis, Func<string, string?> setting)
    {
        var wanted = places.Chat
            .Concat(redis == RedisChoice.Outside ? [] : [places.Redis])
            .Concat(DashboardUrls.SelectMany(url => Loopback(url.Name, setting(url.Variable))));
        var problems = wanted.Select(Problem).OfType<string>().ToList();
        problems.AddRange(DashboardUrls.Where(url => string.IsNullOrEmpty(setting(url.Variable)))
            .Select(url => $"{url.Variable} is not set, which says where {url.Name} is. Start with dotnet run and its launch profile."));
        if (redis == RedisChoice.Container && !OnPath("docker"))
        {
            problems.Add("--redis container needs the docker command, which is not on the PATH. Install Docker, or leave the option out.");
        }

        if (problems.Count > 0)
        {
            throw new CannotStartException(string.Join(Environment.NewLine, problems));
        }
    }

    private static IEnumerable<Place> Loopback(string name, string? url) =>
        from one in (url ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
        let uri = new Uri(one)
        select new Place(name, IPAddress.TryParse(uri.Host, out var address) ? address : IPAddress.Loopback, uri.Port);

    private static string? Problem(Place place)
    {
        using var socket = new Socket(place.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(place.Address, place.Port));
            socket.Listen();
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"{place} ({place.Name}) is in use by {PortHolder.Of(place) ?? "another program"}. Stop it, or change lab.json.",
                SocketError.AddressNotAvailable => $"{place} ({place.Name}) cannot be bound: {place.Host} is no address of this machine. Change lab.json.",
                SocketError.AccessDenied => $"{place} ({place.Name}) cannot be bound: this user may not listen there. Change lab.json.",
                _ => $"{place} ({place.Name}) cannot be bound: {e.Message}",
            };
        }
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")));
}
