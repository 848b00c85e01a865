using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Contract;

public sealed class RedisPair() : ChatPair(
    new RedisServer(),
    RedisServer.IsInstalled() ? null : "redis-server is not installed; eng/test installs it.");

public sealed class ValkeyPair() : ChatPair(
    new RedisServer("valkey-server"),
    RedisServer.IsInstalled("valkey-server") ? null : "valkey-server is not installed; eng/test downloads it on Debian.");

public sealed class GarnetPair() : ChatPair(new GarnetServer(), null);

public sealed class ChatOnRedis(RedisPair pair) : ChatContract(pair), IClassFixture<RedisPair>;

public sealed class ChatOnValkey(ValkeyPair pair) : ChatContract(pair), IClassFixture<ValkeyPair>;

public sealed class ChatOnGarnet(GarnetPair pair) : ChatContract(pair), IClassFixture<GarnetPair>;
