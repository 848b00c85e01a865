using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary>
/// One part of a host's desired state, and the commands that establish it. The code in the folders Overlay, Containers and Hosts creates
/// the steps. The same object serves <c>up</c> (probe, apply if not satisfied, probe again), <c>up --dry-run</c> (print),
/// <c>status</c> and <c>verify</c> (probe only) and <c>down</c> (undo). Everything except the interpretation of a probe's output is data.
/// </summary>
public sealed record Step
{
    /// <summary>The desired state, in a few words: "vxlan0 is up".</summary>
    public required string Title { get; init; }

    /// <summary>The chapter's section, "3-5"; empty if the chapter takes the step for granted.</summary>
    public string Section { get; init; } = "";

    /// <summary>The reason for the step, in one or two sentences.</summary>
    public required string Why { get; init; }

    /// <summary>
    /// Compares the host with the desired state, without changing it. Runs again after <see cref="Apply"/>, and must then return
    /// <see cref="StepState.Satisfied"/>.
    /// </summary>
    public required Func<ICommandRunner, CancellationToken, Task<Finding>> Probe { get; init; }

    /// <summary>
    /// The probe for <c>status</c> and <c>verify</c>. It waits less than <see cref="Probe"/>, which also runs right after
    /// <see cref="Apply"/>. Null to use <see cref="Probe"/>.
    /// </summary>
    public Func<ICommandRunner, CancellationToken, Task<Finding>>? Check { get; init; }

    /// <summary>
    /// The commands, or <see cref="ApiCall"/>s, that establish the desired state from nothing. Empty for a step that only
    /// checks.
    /// </summary>
    public IReadOnlyList<HostCommand> Apply { get; init; } = [];

    /// <summary>
    /// The commands that remove the step's result; they also succeed if nothing is there. Empty if there is nothing to remove. Data that is
    /// created later is removed with its host, or by a separate step.
    /// </summary>
    public IReadOnlyList<HostCommand> Undo { get; init; } = [];

    /// <summary>
    /// The resources that <see cref="Undo"/> removes, counted when the step was planned: "2 volumes". Empty for none; null if not counted.
    /// </summary>
    public string? Removes { get; init; }

    /// <summary>The next thing to try if a command of <see cref="Apply"/> fails; null if the command's own error says it.</summary>
    public string? Hint { get; init; }

    /// <summary>The name of the host that this step creates, or null. Undoing the step removes everything on that host.</summary>
    public string? Creates { get; init; }

    /// <summary>
    /// The resource that this step provides to others, such as a device, a container or an answering service: "vxlan0 on host-a". Unique
    /// within the lab; null for none.
    /// </summary>
    public string? Provides { get; init; }

    /// <summary>
    /// The resources on which this step depends: <see cref="Provides"/> or <see cref="Creates"/> of other steps. <c>status</c> and
    /// <c>verify</c> skip the step if one of them is not available.
    /// </summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>Creates a probe that runs one command and interprets its result.</summary>
    public static Func<ICommandRunner, CancellationToken, Task<Finding>> Ask(HostCommand command, Func<CommandResult, Finding> read) =>
        async (host, cancellation) => read(await host.RunAsync(command, cancellation));
}
