using ChatAspire.Lab.Steps;
using Microsoft.Extensions.Logging;

namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>Writes to the dashboard's console logs of a lab, its hosts and its containers.</summary>
internal sealed partial class LabLogs(LabResource lab, ResourceLoggerService logs)
{
    /// <summary>Writes a line to a resource's log.</summary>
    public void Write(IResource resource, string line) => LogLine(logs.GetLogger(resource), line);

    /// <summary>Writes the lines of an error to the lab's log.</summary>
    public void WriteError(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            LogError(logs.GetLogger(lab), line.TrimEnd('\r'));
        }
    }

    /// <summary>Writes the lines of an event to the lab's log; those of a finished step also to its host's log.</summary>
    public void Write(LabEvent labEvent)
    {
        foreach (var line in StepLines.Of(labEvent, explain: false))
        {
            Write(lab, line.Text);
            if (labEvent is LabEvent.StepEnded ended && lab.Hosts.FirstOrDefault(host => host.Name == ended.HostSteps.Name) is { } own)
            {
                Write(own, line.Text);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Line}")]
    private static partial void LogLine(ILogger logger, string line);

    [LoggerMessage(LogLevel.Error, "{Line}")]
    private static partial void LogError(ILogger logger, string line);
}
