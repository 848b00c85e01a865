using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.StandIn;

/// <summary>Healthy when a GET answers with the expected status.</summary>
internal sealed class HttpHealthCheck(EndpointReference endpoint, string path, int statusCode) : IHealthCheck
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(5) };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var url = endpoint.EndpointAnnotation.Url + path;
        using var response = await Client.GetAsync(new Uri(url), cancellationToken);
        return (int)response.StatusCode == statusCode
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"{url} answered {(int)response.StatusCode}; expected {statusCode}.");
    }
}
