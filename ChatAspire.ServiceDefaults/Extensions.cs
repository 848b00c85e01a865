using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ChatAspire.ServiceDefaults;

/// <summary>The defaults shared by all services of this solution, based on the template of Aspire 13.</summary>
public static class Extensions
{
    /// <summary>The path of the readiness probe, which passes when every health check passes.</summary>
    public const string HealthPath = "/health";

    /// <summary>The path of the liveness probe, which passes while the process answers, whatever the state of other services.</summary>
    public const string AlivePath = "/alive";

    private const string LiveTag = "live";

    /// <summary>The maximum time until a Redis command becomes a span; short, so that a trace is complete when a user opens it.</summary>
    /// <remarks>Aspire's own instrumentation takes up to 10 s, and this cannot be configured.</remarks>
    private static readonly TimeSpan RedisFlushInterval = TimeSpan.FromSeconds(1);

    /// <summary>Adds telemetry (if a collector is configured), health checks, service discovery and HTTP resilience.</summary>
    /// <remarks>
    /// The service's own <see cref="System.Diagnostics.ActivitySource"/> and
    /// <see cref="System.Diagnostics.Metrics.Meter"/> are collected if they have the application's name.
    /// A service with a Redis client must set <c>DisableTracing</c> on it, because its commands are traced here.
    /// </remarks>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddTelemetry();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddStandardResilienceHandler();
            http.AddServiceDiscovery();
        });
        return builder;
    }

    /// <summary>Maps <see cref="HealthPath"/> and <see cref="AlivePath"/>.</summary>
    /// <remarks>
    /// Maps them in every environment, unlike the template, because the lab's containers are probed too; the report omits exceptions.
    /// </remarks>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks(HealthPath, new HealthCheckOptions { ResponseWriter = WriteReportAsync });
        app.MapHealthChecks(AlivePath, new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag) });
        return app;
    }

    /// <summary>
    /// Writes the status, and a line for each unhealthy check that describes itself. Omits exceptions, which may contain addresses.
    /// <code>
    /// Unhealthy
    /// redis: Redis is full: it has reached maxmemory. …
    /// </code>
    /// </summary>
    private static Task WriteReportAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        var problems = report.Entries
            .Where(entry => entry.Value is { Status: not HealthStatus.Healthy, Description: not null, Exception: null })
            .Select(entry => $"\n{entry.Key}: {entry.Value.Description}");
        return context.Response.WriteAsync(report.Status + string.Concat(problems));
    }

    private static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return; // unlike the template, measures nothing without a collector
        }

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });

        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddMeter(builder.Environment.ApplicationName)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation())
            .WithTracing(tracing => tracing
                .AddSource(builder.Environment.ApplicationName)
                .AddAspNetCoreInstrumentation(http => http.Filter = context =>
                    !context.Request.Path.StartsWithSegments(HealthPath)
                    && !context.Request.Path.StartsWithSegments(AlivePath))
                .AddHttpClientInstrumentation()
                .AddRedisInstrumentation(redis =>
                {
                    redis.FlushInterval = RedisFlushInterval;
                    // Omits background commands, which have no recorded parent. They would fill the dashboard: Aspire samples every trace.
                    redis.Filter = command => command.ParentActivity is { Recorded: true };
                }))
            .UseOtlpExporter();
    }
}
