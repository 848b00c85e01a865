using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Provisioner.Commands.Progress;

/// <summary>A JSON object a line, for machines: <c>{"event":"step-ended","host":…,"step":…,"outcome":"applied",…}</c>.</summary>
internal sealed class JsonProgress(TextWriter output) : IProgressView
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly Lock _writing = new();

    public void Tell(LabEvent happened)
    {
        if (Line(happened) is { } line)
        {
            lock (_writing)
            {
                output.WriteLine(JsonSerializer.Serialize(line, Json));
                output.Flush();
            }
        }
    }

    public void Dispose()
    {
    }

    private static object? Line(LabEvent happened) => happened switch
    {
        LabEvent.PhaseStarted e => new { Event = "phase", Phase = e.Phase.Title },
        LabEvent.StepStarted e => new { Event = "step-started", Host = e.Lane.Name, Step = e.Step.Title, e.Step.Section },
        LabEvent.StepChanging e => new { Event = "step-changing", Host = e.Lane.Name, Step = e.Step.Title, e.Finding.State, e.Finding.Reason },
        LabEvent.CommandEnded e => new
        {
            Event = "command",
            Host = e.Lane.Name,
            Step = e.Step.Title,
            RanOn = e.Result.Host,
            e.Purpose,
            Command = e.Result.Command.ToShell(),
            e.Result.ExitCode,
            Milliseconds = e.Result.Elapsed.TotalMilliseconds,
        },
        LabEvent.StepEnded e => new
        {
            Event = "step-ended",
            Host = e.Lane.Name,
            Step = e.Step.Title,
            e.Outcome,
            e.Reason,
            Milliseconds = e.Elapsed.TotalMilliseconds,
        },
        LabEvent.Note e => new { Event = "note", e.Text },
        _ => null,
    };
}
