using System.Text.Json;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Provisioner.Progress;

/// <summary>Writes events as JSON Lines: <c>{"event":"step-ended","host":…,"step":…,"outcome":"applied",…}</c>.</summary>
internal sealed class JsonProgress(TextWriter output) : IProgressView
{
    private readonly Lock _writing = new();

    public void Report(LabEvent labEvent)
    {
        if (ProgressRecord.Of(labEvent) is { } record)
        {
            Write(record);
        }
    }

    /// <summary>Writes a record as one line, and flushes it.</summary>
    public void Write(ProgressRecord record)
    {
        lock (_writing)
        {
            output.WriteLine(JsonSerializer.Serialize(record, CliJson.Lines.ProgressRecord));
            output.Flush();
        }
    }

    public void Dispose()
    {
    }
}
