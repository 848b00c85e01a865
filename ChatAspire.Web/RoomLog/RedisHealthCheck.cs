using ChatAspire.Web.Contracts;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ChatAspire.Web.RoomLog;

/// <summary>Reports the state of Redis to <c>/health</c>, with the reason and the next thing to try.</summary>
internal sealed class RedisHealthCheck(RedisHealthMonitor monitor) : IHealthCheck
{
    /// <inheritdoc />
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (monitor.Problem != RedisProblem.None)
        {
            return HealthCheckResult.Unhealthy(Join(monitor.Problem.Describe(), monitor.DeniedCommand));
        }

        return monitor.DeniedChannels is { } denied
            ? HealthCheckResult.Degraded(Join("The user may not use the channels chat:*, so messages arrive by polling.", denied))
            : HealthCheckResult.Healthy();
    }

    private static string Join(string description, string? error) => error is null ? description : $"{description} Redis: {error}";
}
