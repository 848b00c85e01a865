using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.Options;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>
/// Waits until enough replicas have a message (<c>Chat__Replicas</c>). Uses a separate connection, because WAIT blocks its connection.
/// </summary>
internal sealed class ReplicaConfirmation(
    [FromKeyedServices(ReplicaConfirmation.ConnectionName)] Lazy<IConnectionMultiplexer> redis, IOptions<ChatOptions> options)
    : IHostedService
{
    /// <summary>The service key of the connection.</summary>
    public const string ConnectionName = "replicas";

    /// <summary>The time limit of one WAIT. A message may need two (<see cref="ReplicaWait"/>); its POST has 2 s in all.</summary>
    private static readonly TimeSpan WaitLimit = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<EndPoint, ReplicaWait> _waits = new();

    /// <summary>Connects in advance if replicas are required, so that the first message need not wait for the connection.</summary>
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

    /// <summary>Waits until enough replicas have the message; returns at once when none are required.</summary>
    /// <exception cref="RedisUnavailableException">
    /// Too few replicas confirmed the message in time, or another server took over. A retry with the same id is harmless.
    /// </exception>
    public async Task ConfirmAsync(string room, string id, LogPosition position)
    {
        if (options.Value.Replicas == 0)
        {
            return;
        }

        // WAIT counts the replicas that have everything the server had when this connection sent its last command. Looking the
        // message up before WAIT ensures that it is included; doing so again afterwards ensures that no other server took over.
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
