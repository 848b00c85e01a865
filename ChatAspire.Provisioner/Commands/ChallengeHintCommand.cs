using ChatAspire.Lab.Challenges;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>challenge hint</c>: comments on the learner's attempts, and shows the next hint.</summary>
internal static class ChallengeHintCommand
{
    public static CliCommand Create()
    {
        var verb = new CliCommand("hint", VerbGroup.Network, "Comment on what was tried, and show the next hint; hints are counted.")
        {
            Examples = [new("chatlab challenge hint", "each is more specific than the one before")],
        };
        var options = new ChallengeOptions(verb);
        verb.SetBody(async (parsed, cancellation) =>
        {
            var request = options.Read(parsed);
            var (text, number, advice) = await request.RunAsync(async session =>
            {
                var name = session.Running?.Name;
                var hints = name is null ? 0 : ChallengeText.Read(name, request.Language, new Dictionary<string, string>()).Hints.Count;
                var (next, remarks, example) = await session.HintAsync(hints, cancellation);
                return (request.Text(name!, example), next, remarks);
            });
            foreach (var remark in advice)
            {
                ChallengePage.Write(request.Words.Say(remark));
            }

            Console.WriteLine();
            ChallengePage.Write(request.Words.Say("hint", $"{number}", $"{text.Hints.Count}"), text.Hints[number - 1]);
            return ExitCodes.Success;
        });
        return verb;
    }
}
