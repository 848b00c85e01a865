using ChatAspire.Lab.Steps;

namespace ChatAspire.Provisioner.Progress;

/// <summary>Writes a line for each finished step, for pipes, files and CI.</summary>
/// <param name="explain">True to add the reason for each step, and its commands.</param>
internal sealed class PlainProgress(TextWriter output, bool explain) : IProgressView
{
    private readonly Lock _writing = new();

    public void Report(LabEvent labEvent)
    {
        lock (_writing)
        {
            foreach (var line in StepLines.Of(labEvent, explain))
            {
                output.WriteLine(line.Text);
            }

            output.Flush();
        }
    }

    public void Dispose()
    {
    }
}
