using ChatAspire.Lab.Steps;

namespace ChatAspire.Provisioner.Commands.Progress;

/// <summary>Shows what the engine does while it does it.</summary>
internal interface IProgressView : IDisposable
{
    /// <summary>Called from several lanes at once.</summary>
    void Tell(LabEvent happened);

    /// <summary>The view that suits the output: JSON when asked for, lines when it is no terminal.</summary>
    static IProgressView For(bool json, bool explain) =>
        json ? new JsonProgress(Console.Out)
        : Console.IsOutputRedirected ? new PlainProgress(Console.Out, explain)
        : new LiveProgress(Spectre.Console.AnsiConsole.Console, explain);
}
