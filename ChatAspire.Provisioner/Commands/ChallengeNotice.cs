using ChatAspire.Lab.State;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Commands;

/// <summary>Warns, below a verb's report on a lab, that a challenge has broken the lab on purpose.</summary>
internal static class ChallengeNotice
{
    /// <summary>Writes the warning to standard error if a challenge is running.</summary>
    public static void Write(LabDirectory directory)
    {
        if (RunningChallenge.NameIn(directory) is { } name)
        {
            Terminal.WriteMessage(
                $"Challenge {name} is running: the lab is broken on purpose. End it: chatlab challenge reset", "yellow");
        }
    }
}
