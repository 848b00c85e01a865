using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Faults;

/// <summary>
/// A fault on one host of a lab, as data: POSIX shell scripts that make it, test for it, and undo it. The scripts may use the functions
/// of <see cref="FaultShell"/>.
/// </summary>
/// <param name="Name">The fault's name: "bridge-isolated". It reveals the cause, so it is never shown to a learner.</param>
/// <param name="Host">The host on which the scripts run.</param>
/// <param name="Make">Makes the fault; exits with a code other than 0 if that fails.</param>
/// <param name="IsPresent">Exits with 0 if and only if the fault is present, regardless of other changes.</param>
/// <param name="Restore">Undoes the fault; also works if the fault is already gone, wholly or in part.</param>
public sealed record Fault(string Name, string Host, string Make, string IsPresent, string Restore)
{
    /// <summary>The command that makes the fault.</summary>
    public HostCommand MakeCommand => FaultShell.Run($"set -e\n{Make}");

    /// <summary>The command that exits with 0 while the fault is present.</summary>
    public HostCommand PresenceCommand => FaultShell.Run(IsPresent);

    /// <summary>The command that undoes the fault; it always exits with 0.</summary>
    public HostCommand RestoreCommand => FaultShell.Run($"{Restore}\ntrue");
}
