using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Faults;

/// <summary>
/// A fault on one host of a lab, as data: the commands that make it, test for it, and undo it. All are POSIX shell, with the functions
/// of <see cref="FaultShell"/>.
/// </summary>
/// <param name="Name">Names the cause, so it never reaches a learner.</param>
/// <param name="Host">The host on which the commands run.</param>
/// <param name="Make">Fails if the fault could not be made.</param>
/// <param name="IsPresent">Exits with 0 while the fault is present, whatever else was changed.</param>
/// <param name="Restore">Succeeds also when the fault is gone, in part or as a whole.</param>
public sealed record Fault(string Name, string Host, string Make, string IsPresent, string Restore)
{
    /// <summary>The command that makes the fault.</summary>
    public HostCommand MakeCommand => FaultShell.Run($"set -e\n{Make}");

    /// <summary>The command that exits with 0 while the fault is present.</summary>
    public HostCommand PresenceCommand => FaultShell.Run(IsPresent);

    /// <summary>The command that undoes the fault.</summary>
    public HostCommand RestoreCommand => FaultShell.Run($"{Restore}\ntrue");
}
