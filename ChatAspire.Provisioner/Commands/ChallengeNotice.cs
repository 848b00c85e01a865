using ChatAspire.Lab.State;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Commands;

/// <summary>Tells that a lab is broken on purpose, below what a verb reports about it.</summary>
internal static class ChallengeNotice
{
    /// <summary>Writes the notice if a challenge runs.</summary>
    public static void Write(LabDirectory directory)
    {
        if (RunningChallenge.NameIn(directory) is { } name)
        {
            Terminal.WriteMessage(
                $"Challenge {name} is running: the lab is broken on purpose. End it: chatlab challenge reset", "yellow");
        }
    }
}
