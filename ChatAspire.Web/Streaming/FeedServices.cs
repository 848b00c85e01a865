using ChatAspire.Web.Options;
using ChatAspire.Web.RoomLog;
using ChatAspire.Web.Telemetry;
using StackExchange.Redis;

namespace ChatAspire.Web.Streaming;

/// <summary>What every room's feed works with.</summary>
internal sealed record FeedServices(
    IConnectionMultiplexer Redis,
    MessageLog Log,
    RoomRegistry Registry,
    RedisLink Link,
    ChatSettings Settings,
    ChatTelemetry Telemetry,
    ILogger<RoomFeed> Logger);
