using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>challenge solution</c>: explains the cause and its cure.</summary>
internal static class ChallengeSolutionCommand
{
    public static CliCommand Create()
    {
        var verb = new CliCommand("solution", VerbGroup.Network, "Name the cause and its cure; the report says that it was shown.")
        {
            Examples = [new("chatlab challenge solution", "then try it, and check")],
        };
        var options = new ChallengeOptions(verb);
        verb.SetBody(async (parsed, cancellation) =>
        {
            var request = options.Read(parsed);
            var (record, example) = await request.RunAsync(session => session.SolutionAsync(cancellation));
            var text = request.Text(record.Name, example);
            ChallengePage.Write(text.Title, text.Solution);
            return ExitCodes.Success;
        });
        return verb;
    }
}
