namespace Aspire.StackExchange.Redis;

/// <summary>Stands in for the settings of Aspire's Redis client; only what this solution uses.</summary>
public sealed class StackExchangeRedisSettings
{
    /// <summary>The connection string, as StackExchange.Redis reads it.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Leaves the health check out.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Leaves tracing out.</summary>
    public bool DisableTracing { get; set; }
}
