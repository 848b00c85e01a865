using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.Options;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>
/// Waits until enough replicas have a message (<c>Chat__Replicas</c>). It has a connection of its own, which WAIT may block.
/// </summary>
internal sealed class ReplicaConfirmation(
    [FromKeyedServices(ReplicaConfirmation.ConnectionName)] Lazy<IConnectionMultiplexer> redis, IOptions<ChatOptions> options)
    : IHostedService
{
    /// <summary>The key of the connection.</summary>
    public const string ConnectionName = "replicas";

    /// <summary>The time limit of one WAIT, so that two of them and the rest of a POST fit into its 2 s.</summary>
    private static readonly TimeSpan WaitLimit = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<EndPoint, ReplicaWait> _waits = new();

    /// <summary>Connects if replicas are required: the first message does not wait for it.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Replicas > 0)
        {
            _ = redis.Value;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits until enough replicas have the message; returns at once when none is required.</summary>
    /// <exception cref="RedisUnavailableException">Too few of them have it in time. A retry with the same id is harmless.</exception>
    public async Task ConfirmAsync(string room, string id, LogPosition position)
    {
        if (options.Value.Replicas == 0)
        {
            return;
        }

        // WAIT counts the replicas that have what the server had when this connection sent its last command. Asking for the
        // message before shows that this includes it; asking afterwards shows that no other server took over meanwhile.
        var database = redis.Value.GetDatabase();
        var server = redis.Value.GetServer((await database.IdentifyEndpointAsync(RoomKeys.Of(room).Head))!);
        var before = await FindAsync(database, room, id);
        var replicas = await _waits.GetOrAdd(server.EndPoint, _ => new ReplicaWait(() => WaitAsync(server))).NextAsync();
        var after = await FindAsync(database, room, id);
        if (replicas < options.Value.Replicas || before != after || before.Seq != position.Seq || before.Epoch != position.Epoch)
        {
            throw new RedisUnavailableException(RedisProblem.Replicas);
        }
    }

    private static async Task<(string Run, string Epoch, long Seq)> FindAsync(IDatabase database, string room, string id)
    {
        var keys = RoomKeys.Of(room);
        var found = await database.ScriptEvaluateAsync(LuaScripts.Confirm, [keys.Head, keys.Ids], [id]);
        return ((string)found[0]!, (string)found[1]!, (long)found[2]);
    }

    private async Task<long> WaitAsync(IServer server) => (long)await server.ExecuteAsync(
        "WAIT",
        options.Value.Replicas.ToString(CultureInfo.InvariantCulture),
        ((int)WaitLimit.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
}
