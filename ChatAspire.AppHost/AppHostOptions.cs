using System.CommandLine;
using ChatAspire.Lab.Lifecycle;

namespace ChatAspire.AppHost;

/// <summary>The source of the chat's Redis.</summary>
public enum RedisSource
{
    /// <summary>Garnet, in a process of the project ChatAspire.Redis. Needs nothing to be installed.</summary>
    Embedded,

    /// <summary>A container of the image in <c>lab.json</c>. Needs Docker.</summary>
    Container,

    /// <summary>A Redis that is already running, from <c>ConnectionStrings__redis</c>.</summary>
    External,
}

/// <summary>The options of the AppHost, from its command line and its configuration.</summary>
/// <param name="Redis">The source of the chat's Redis on this machine.</param>
/// <param name="Lab">True to show the lab instead of running the chat on this machine.</param>
/// <param name="LabFile">The lab file; null means the project's <c>lab.json</c>.</param>
/// <param name="Hosts">The kind of the lab's hosts, one of <see cref="HostSources"/>.</param>
public sealed record AppHostOptions(RedisSource Redis, bool Lab, string? LabFile, string Hosts)
{
    /// <summary>Reads the options from a command line that parsed without errors.</summary>
    /// <param name="externalRedis">The connection string of a running Redis; null or blank when none is configured.</param>
    /// <exception cref="CannotStartException">Both the command line and the configuration name a Redis.</exception>
    public static AppHostOptions From(ParseResult commandLine, string? externalRedis)
    {
        var redis = commandLine.GetValue(AppHostCommandLine.Redis);
        var external = !string.IsNullOrWhiteSpace(externalRedis);
        if (external && redis is not null)
        {
            throw new CannotStartException(
                "--redis and ConnectionStrings__redis both name a Redis. Remove --redis, or unset ConnectionStrings__redis.");
        }

        return new AppHostOptions(
            external ? RedisSource.External : redis == "container" ? RedisSource.Container : RedisSource.Embedded,
            commandLine.GetResult(AppHostCommandLine.Lab) is not null,
            commandLine.GetValue(AppHostCommandLine.Lab),
            commandLine.GetValue(AppHostCommandLine.Hosts) ?? HostSources.Local);
    }
}
