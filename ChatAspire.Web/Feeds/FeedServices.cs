using ChatAspire.Web.Log;
using ChatAspire.Web.Telemetry;
using StackExchange.Redis;

namespace ChatAspire.Web.Feeds;

/// <summary>What every room's feed works with.</summary>
internal sealed record FeedServices(
    IConnectionMultiplexer Redis,
    RoomLog Log,
    RoomRegistry Registry,
    RedisLink Link,
    ChatSettings Settings,
    ChatTelemetry Telemetry,
    ILogger<RoomFeed> Logger);
