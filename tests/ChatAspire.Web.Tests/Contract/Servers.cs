using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Contract;

public sealed class ChatOnRedis() : ChatContract(
    new RedisServer(),
    RedisServer.IsInstalled() ? null : "redis-server is not on this machine; eng/test installs it.");

public sealed class ChatOnValkey() : ChatContract(
    new RedisServer("valkey-server"),
    RedisServer.IsInstalled("valkey-server") ? null : "valkey-server is not on this machine (Debian 12 has no package of it).");

public sealed class ChatOnGarnet() : ChatContract(new GarnetServer());
