using ChatAspire.Web.Options;
using ChatAspire.Web.RoomLog;
using ChatAspire.Web.Telemetry;
using StackExchange.Redis;

namespace ChatAspire.Web.Streaming;

/// <summary>What every room's stream works with.</summary>
internal sealed record RoomStreamServices(
    IConnectionMultiplexer Redis,
    MessageLog Log,
    RoomRegistry Registry,
    RedisHealthMonitor RedisHealth,
    ChatOptions Options,
    ChatTelemetry Telemetry,
    ILogger<RoomStream> Logger);
