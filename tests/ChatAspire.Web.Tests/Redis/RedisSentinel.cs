using System.Globalization;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Redis;

/// <summary>A real sentinel that watches one master.</summary>
internal sealed class RedisSentinel(string service, int master) : RedisServerBase
{
    /// <inheritdoc />
    protected override ChildProcess Launch()
    {
        var configuration = Path.Combine(Data, "sentinel.conf");
        File.WriteAllText(configuration, string.Create(CultureInfo.InvariantCulture, $"""
            port {Port}
            bind 127.0.0.1
            dir {Data}
            sentinel monitor {service} 127.0.0.1 {master} 2
            sentinel down-after-milliseconds {service} 1000
            sentinel failover-timeout {service} 4000

            """));
        return ChildProcess.Start("redis-server", [configuration, "--sentinel"]);
    }
}
