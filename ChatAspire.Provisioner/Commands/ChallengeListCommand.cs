using ChatAspire.Lab.Challenges;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;
using Spectre.Console;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>challenge list</c>: lists all challenges by level, and marks those tried on this lab.</summary>
internal static class ChallengeListCommand
{
    public static CliCommand Create()
    {
        var verb = new CliCommand("list", VerbGroup.Network, "List all challenges by level, and mark those tried on this lab.")
        {
            Examples = [new("chatlab challenge list --lang ja", "in Japanese")],
        };
        var options = new ChallengeOptions(verb);
        verb.SetBody((parsed, _) =>
        {
            var request = options.Read(parsed);
            var session = new ChallengeSession(request.Lab, _ => { });
            var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap()).AddColumn().AddColumn();
            foreach (var challenge in ChallengeBook.All)
            {
                var text = ChallengeText.Read(challenge.Name, request.Language, new Dictionary<string, string>());
                grid.AddRow(
                    new Text(request.Words.Say("level", $"{challenge.Level}")), new Text(challenge.Name), new Text(text.Title),
                    new Text(session.MarkOf(challenge.Name) is { } mark ? request.Words.Say(mark) : ""));
            }

            Terminal.Out.Write(grid);
            return Task.FromResult(ExitCodes.Success);
        });
        return verb;
    }
}
