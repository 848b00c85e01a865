using System.CommandLine;

namespace ChatAspire.Provisioner.Commands;

/// <summary>The verbs of chatlab.</summary>
internal static class Verbs
{
    public static RootCommand CreateRoot() => new("Build, follow and verify a container network across hosts, on this machine or on AWS.")
    {
        UpCommand.Create(),
        DownCommand.Create(),
        StatusCommand.Create(),
        ListCommand.Create(),
        VerifyCommand.Create(),
        TimeToLiveCommand.Create(),
        InspectCommand.Create(),
        WalkCommand.Create(),
        DriversCommand.Create(),
        LessonCommand.Create(),
        ChallengeCommand.Create(),
        DashboardCommand.Create(),
        SshCommand.Create(),
    };
}
