using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Contract;

public sealed class ChatOnRedis() : ChatContract(new RedisServer());

public sealed class ChatOnGarnet() : ChatContract(new GarnetServer());
