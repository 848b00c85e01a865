using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.State;

/// <summary>Refuses to examine a lab that another command is creating or removing.</summary>
internal static class LabInUse
{
    private static readonly string[] Changing = ["up", "down"];

    /// <summary>Checks that neither <c>up</c> nor <c>down</c> is running on the lab.</summary>
    /// <exception cref="UserErrorException"><c>up</c> or <c>down</c> holds the lab's lock.</exception>
    public static void Check(LabDirectory directory)
    {
        if (LabLock.Holder(directory) is { } holder && Changing.Any(verb => holder.StartsWith($"`{verb}`", StringComparison.Ordinal)))
        {
            throw new UserErrorException(
                $"Another command is changing this lab: {holder}.", "Wait for it to end, or stop it with Ctrl-C where it runs.");
        }
    }
}
