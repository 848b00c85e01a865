using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ChatAspire.AppHost;

/// <summary>Healthy when Redis answers PING; one that still loads its data answers LOADING.</summary>
internal sealed class RedisPing(Place place) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(place.Address, place.Port, cancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadLineAsync(cancellationToken);
        return answer == "+PONG" ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"{place} answered '{answer}'.");
    }
}
