using ChatAspire.Lab.Steps;

namespace ChatAspire.Provisioner.Commands.Progress;

/// <summary>A line a step as it ends: for pipes, files and CI.</summary>
/// <param name="explain">Also why, and each command as it runs.</param>
internal sealed class PlainProgress(TextWriter output, bool explain) : IProgressView
{
    private readonly Lock _writing = new();

    public void Tell(LabEvent happened)
    {
        lock (_writing)
        {
            foreach (var line in EventLines.Of(happened, explain))
            {
                output.WriteLine(line);
            }
        }
    }

    public void Dispose()
    {
    }
}
