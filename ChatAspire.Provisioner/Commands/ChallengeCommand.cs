using ChatAspire.Provisioner.CommandLine;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>challenge</c>: breaks the lab, for the learner to diagnose and repair; groups the subcommands.</summary>
internal static class ChallengeCommand
{
    public static CliCommand Create()
    {
        var verb = new CliCommand("challenge", VerbGroup.Network, "Break the lab, find out why, and repair it.")
        {
            Usage =
            [
                "challenge list [OPTIONS]",
                "challenge start [NAME] [--seed N] [--level 1..3] [OPTIONS]",
                "challenge check [OPTIONS]",
                "challenge hint [OPTIONS]",
                "challenge solution [OPTIONS]",
                "challenge reset [OPTIONS]",
                "challenge report FILE [--name NAME] [OPTIONS]",
            ],
            Examples =
            [
                new("chatlab challenge list", "all challenges"),
                new("chatlab challenge start --level 1", "break the lab"),
                new("chatlab challenge check", "is it repaired?"),
                new("chatlab challenge reset", "end it, and restore the lab"),
                new("chatlab challenge report report.md --name Aiko", "for a teacher"),
            ],
        };
        verb.Add(ChallengeListCommand.Create());
        verb.Add(ChallengeStartCommand.Create());
        verb.Add(ChallengeCheckCommand.Create());
        verb.Add(ChallengeHintCommand.Create());
        verb.Add(ChallengeSolutionCommand.Create());
        verb.Add(ChallengeResetCommand.Create());
        verb.Add(ChallengeReportCommand.Create());
        return verb;
    }
}
