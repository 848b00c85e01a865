using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary>
/// One thing that must be so on a host. The same object serves <c>up</c> (probe, then apply what is missing, then probe
/// again), <c>up --dry-run</c> (print), <c>verify</c> and <c>status</c> (probe only) and <c>down</c> (undo).
/// Everything is data but the probe's reading of what it saw.
/// </summary>
public sealed record Step
{
    /// <summary>What will be so, short: "vxlan0 is up".</summary>
    public required string Title { get; init; }

    /// <summary>The chapter's section: "3-5"; empty where the chapter takes it for granted.</summary>
    public string Section { get; init; } = "";

    /// <summary>Why it is needed, one or two sentences.</summary>
    public required string Why { get; init; }

    /// <summary>Looks without touching. Called again after apply, when it must be satisfied.</summary>
    public required Func<ICommandRunner, CancellationToken, Task<Finding>> Probe { get; init; }

    /// <summary>The commands that make it so when there is nothing yet. None: the step is a check only.</summary>
    public IReadOnlyList<HostCommand> Apply { get; init; } = [];

    /// <summary>
    /// The commands that take it away again; they succeed also when there is nothing. None: nothing to take away. Data
    /// that came after goes with its host, or is a step of its own.
    /// </summary>
    public IReadOnlyList<HostCommand> Undo { get; init; } = [];

    /// <summary>What <see cref="Undo"/> removes, counted when the step was planned: "2 volumes"; empty where that is nothing, or not counted.</summary>
    public string Removes { get; init; } = "";

    /// <summary>What the user can do when a command of <see cref="Apply"/> fails; null where its own error says it.</summary>
    public string? Cure { get; init; }

    /// <summary>A host this step brings into being: undoing it takes everything on that host with it.</summary>
    public string? Creates { get; init; }

    /// <summary>A probe of one command: what it printed decides.</summary>
    public static Func<ICommandRunner, CancellationToken, Task<Finding>> Ask(HostCommand command, Func<CommandResult, Finding> read) =>
        async (host, cancellation) => read(await host.RunAsync(command, cancellation));
}

/// <summary>Steps that run one after another.</summary>
/// <param name="Name">Shown in the progress: the host that the steps are about.</param>
/// <param name="Host">Where the commands run; differs from <paramref name="Name"/> while that host does not exist yet.</param>
public sealed record HostSteps(string Name, string Host, IReadOnlyList<Step> Steps);

/// <summary>Lanes that run side by side; the next phase begins when all have ended.</summary>
public sealed record Phase(string Title, IReadOnlyList<HostSteps> Lanes);
