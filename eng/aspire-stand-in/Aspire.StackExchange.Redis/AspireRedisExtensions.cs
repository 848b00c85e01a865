using Aspire.StackExchange.Redis;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Trace;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>Stands in for <c>Aspire.StackExchange.Redis</c> where the feed does not have it: same names, same behaviour, no more.</summary>
public static class AspireRedisExtensions
{
    /// <summary>Adds a connection to Redis as a singleton, with a health check and a span for each command.</summary>
    public static void AddRedisClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null)
    {
        var settings = new StackExchangeRedisSettings
        {
            ConnectionString = builder.Configuration.GetConnectionString(connectionName),
        };
        configureSettings?.Invoke(settings);

        builder.Services.AddSingleton<IConnectionMultiplexer>(services =>
        {
            var connection = ConnectionMultiplexer.Connect(Options(services, connectionName, settings, configureOptions));
            if (!settings.DisableTracing)
            {
                services.GetRequiredService<RedisCommandSpans>().Watch(connection);
            }

            return connection;
        });

        if (!settings.DisableTracing)
        {
            builder.Services.AddSingleton<RedisCommandSpans>();
            builder.Services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddSource(RedisCommandSpans.SourceName));
        }

        if (!settings.DisableHealthChecks)
        {
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
                "StackExchange.Redis",
                services => new RedisHealthCheck(services),
                failureStatus: null,
                tags: null));
        }
    }

    private static ConfigurationOptions Options(
        IServiceProvider services,
        string connectionName,
        StackExchangeRedisSettings settings,
        Action<ConfigurationOptions>? configure)
    {
        if (string.IsNullOrEmpty(settings.ConnectionString))
        {
            throw new InvalidOperationException(
                $"No endpoints specified. Ensure a valid connection string was provided in 'ConnectionStrings:{connectionName}'.");
        }

        var options = ConfigurationOptions.Parse(settings.ConnectionString);
        options.AbortOnConnectFail = false; // as Aspire has it: keep trying, the health check tells
        configure?.Invoke(options);
        options.LoggerFactory ??= services.GetService<ILoggerFactory>();
        return options;
    }

    private sealed class RedisHealthCheck(IServiceProvider services) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().PingAsync().WaitAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception error) // whatever it is, it is what the check has to report
            {
                return new HealthCheckResult(context.Registration.FailureStatus, exception: error);
            }
        }
    }
}
