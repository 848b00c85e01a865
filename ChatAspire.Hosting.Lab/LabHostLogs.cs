using Microsoft.Extensions.Logging;

namespace ChatAspire.Hosting.Lab;

/// <summary>Writes to the console logs of the lab's hosts in the dashboard.</summary>
internal sealed partial class LabHostLogs(IReadOnlyList<LabHostResource> hosts, ResourceLoggerService logs)
{
    /// <summary>Writes a line to a host's log; a name that is no host (this machine, AWS) writes it to all of them.</summary>
    public void Write(string name, string line)
    {
        foreach (var host in hosts.Any(host => host.Name == name) ? hosts.Where(host => host.Name == name) : hosts)
        {
            LogLine(logs.GetLogger(host), line);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Line}")]
    private static partial void LogLine(ILogger logger, string line);
}
