using System.CommandLine;
using ChatAspire.Lab.Challenges;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>challenge start</c>: breaks the lab, and shows the challenge's story.</summary>
internal static class ChallengeStartCommand
{
    public static CliCommand Create()
    {
        var name = new Argument<string?>("name")
        {
            Description = "The challenge; without it, the seed chooses one.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        name.CompletionSources.Add([.. ChallengeBook.Names]);
        var seed = new Option<long?>("--seed")
        {
            Description = "The seed: the same one gives the same challenge everywhere. Default: random, and printed.",
            HelpName = "N",
        };
        var level = new Option<int?>("--level") { Description = "Choose among the challenges of a level.", HelpName = "1..3" };
        var verb = new CliCommand("start", VerbGroup.Network, "Break the lab, and show what its users report.")
        {
            Examples =
            [
                new("chatlab challenge start", "any challenge"),
                new("chatlab challenge start --level 2 --seed 7", "the same for everybody who uses this seed"),
                new("chatlab challenge start night-shift", "this one"),
            ],
        };
        verb.Add(name);
        verb.AddAll(seed, level);
        var options = new ChallengeOptions(verb);
        verb.SetBody(async (parsed, cancellation) =>
        {
            var chosen = parsed.GetValue(seed) ?? ChallengeBook.RandomSeed();
            var challenge = ChallengeBook.Choose(parsed.GetValue(name), chosen, parsed.GetValue(level));
            var request = options.Read(parsed);
            var (record, example) = await request.RunAsync(session => session.StartAsync(challenge, chosen, cancellation));
            var text = request.Text(record.Name, example);
            ChallengePage.Write(text.Title, text.Story);
            Console.WriteLine();
            ChallengePage.Write(request.Words.Say("next"));
            Terminal.WriteMessage(request.Words.Say("started", record.Name, $"{challenge.Level}", $"{record.Seed}"), "yellow");
            return ExitCodes.Success;
        });
        return verb;
    }
}
