using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>
/// The servers of a service as its sentinels know them. An old master that returns claims to be the master until the sentinels demote
/// it, some 10 s later. A client connected to it meanwhile reads a stale log and writes messages that will be lost.
/// </summary>
internal sealed class SentinelView
{
    private readonly Lock _gate = new();
    private readonly string _service;
    private readonly ConfigurationOptions _options;
    private readonly Action<Func<EndPoint, bool>> _closeWhere;
    private Task<ConnectionMultiplexer>? _connection;

    /// <param name="options">The addresses of the sentinels, and the name of the service.</param>
    /// <param name="closeWhere">Closes the connections to all servers that satisfy a predicate.</param>
    public SentinelView(ConfigurationOptions options, Action<Func<EndPoint, bool>> closeWhere)
    {
        _service = options.ServiceName!;
        _options = options.Clone();
        _options.Tunnel = null;
        _closeWhere = closeWhere;
    }

    /// <summary>Returns true when the sentinels list the server as a replica; false for the master or an unknown server.</summary>
    /// <exception cref="RedisConnectionException">No sentinel answers.</exception>
    public async Task<bool> IsReplicaAsync(EndPoint server)
    {
        var sentinels = await ConnectAsync();
        var views = await Task.WhenAll(sentinels.GetServers().Where(sentinel => sentinel.IsConnected).Select(ReadAsync));
        // During a failover the sentinels' views differ for a moment; the one with the highest epoch is the newest.
        var newest = views.OfType<Configuration>().MaxBy(view => view.Epoch)
            ?? throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, $"No sentinel of {_service} answers.");
        return newest.Replicas.Contains(server);
    }

    private async Task<Configuration?> ReadAsync(IServer sentinel)
    {
        try
        {
            var master = (await sentinel.SentinelMasterAsync(_service)).ToDictionary();
            return new Configuration(
                long.Parse(master["config-epoch"], CultureInfo.InvariantCulture),
                await sentinel.SentinelGetReplicaAddressesAsync(_service));
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            return null;
        }
    }

    private Task<ConnectionMultiplexer> ConnectAsync()
    {
        lock (_gate)
        {
            return _connection is null or { IsFaulted: true } ? _connection = SubscribeAsync() : _connection;
        }
    }

    private async Task<ConnectionMultiplexer> SubscribeAsync()
    {
        var sentinels = await ConnectionMultiplexer.SentinelConnectAsync(_options);
        try
        {
            await sentinels.GetSubscriber().SubscribeAsync(RedisChannel.Literal("+switch-master"), (_, message) => OnSwitch($"{message}"));
            return sentinels;
        }
        catch
        {
            await sentinels.DisposeAsync();
            throw;
        }
    }

    // SERVICE OLD-ADDRESS OLD-PORT NEW-ADDRESS NEW-PORT
    private void OnSwitch(string message)
    {
        if (message.Split(' ') is [var service, var address, var port, _, _] && service == _service)
        {
            _closeWhere(server => IsAt(server, address, port));
        }
    }

    private static bool IsAt(EndPoint server, string address, string port) => server switch
    {
        IPEndPoint ip => $"{ip.Address}" == address && $"{ip.Port}" == port,
        DnsEndPoint dns => dns.Host == address && $"{dns.Port}" == port,
        _ => false,
    };

    private sealed record Configuration(long Epoch, EndPoint[] Replicas);
}
