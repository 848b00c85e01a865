using ChatAspire.Web.Options;
using ChatAspire.Web.RoomLog;
using ChatAspire.Web.Telemetry;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ChatAspire.Web.Streaming;

/// <summary>The services shared by the streams of all rooms.</summary>
internal sealed record RoomStreamServices(
    IConnectionMultiplexer Redis,
    MessageLog Log,
    RoomRegistry Registry,
    KnownPositions Positions,
    RedisHealthMonitor RedisHealth,
    FlushLoad Load,
    IOptions<ChatOptions> Options,
    ChatTelemetry Telemetry,
    ILogger<RoomStream> Logger);
