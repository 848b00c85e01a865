using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary>
/// One part of a host's desired state, and the commands that establish it; the folders Overlay, Containers and Hosts build them. The
/// same object serves <c>up</c> (probe, apply what is missing, probe again), <c>up --dry-run</c> (print), <c>status</c> and
/// <c>verify</c> (probe only) and <c>down</c> (undo).
/// Everything but the interpretation of a probe's output is data.
/// </summary>
public sealed record Step
{
    /// <summary>The desired state, in a few words: "vxlan0 is up".</summary>
    public required string Title { get; init; }

    /// <summary>The chapter's section, "3-5"; empty where the chapter takes the step for granted.</summary>
    public string Section { get; init; } = "";

    /// <summary>The reason for the step, one or two sentences.</summary>
    public required string Why { get; init; }

    /// <summary>
    /// Compares the host with the desired state, changing nothing. Runs again after <see cref="Apply"/>, and must then be
    /// satisfied.
    /// </summary>
    public required Func<ICommandRunner, CancellationToken, Task<Finding>> Probe { get; init; }

    /// <summary>
    /// The probe of <c>status</c> and <c>verify</c>, which wait less because nothing was just changed; null for <see cref="Probe"/>.
    /// </summary>
    public Func<ICommandRunner, CancellationToken, Task<Finding>>? Check { get; init; }

    /// <summary>
    /// The commands, or <see cref="ApiCall"/>s, that establish the desired state from nothing. Empty for a step that only
    /// checks.
    /// </summary>
    public IReadOnlyList<HostCommand> Apply { get; init; } = [];

    /// <summary>
    /// The commands that remove the step's result; they also succeed when nothing is there. Empty where there is nothing to remove. Data
    /// that is created later is removed with its host, or by a step of its own.
    /// </summary>
    public IReadOnlyList<HostCommand> Undo { get; init; } = [];

    /// <summary>
    /// The resources that <see cref="Undo"/> removes, counted when the step was planned: "2 volumes"; empty for none, null if not counted.
    /// </summary>
    public string? Removes { get; init; }

    /// <summary>The next thing to try when a command of <see cref="Apply"/> fails; null where the command's own error says it.</summary>
    public string? Hint { get; init; }

    /// <summary>The name of the host that this step creates. Undoing the step removes everything on that host.</summary>
    public string? Creates { get; init; }

    /// <summary>
    /// The resource that this step provides to others: a device, a container, an answering service. Unique within the lab.
    /// </summary>
    public string? Provides { get; init; }

    /// <summary>
    /// The resources that this step depends on. <c>status</c> and <c>verify</c> skip it when one of them is not available.
    /// </summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>A probe that runs one command and interprets its result.</summary>
    public static Func<ICommandRunner, CancellationToken, Task<Finding>> Ask(HostCommand command, Func<CommandResult, Finding> read) =>
        async (host, cancellation) => read(await host.RunAsync(command, cancellation));
}
