using System.CommandLine;
using ChatAspire.Lab.Challenges;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>challenge report</c>: writes a teacher's report of challenges, times, hints and checks, as Markdown or JSON.</summary>
internal static class ChallengeReportCommand
{
    public static CliCommand Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "The file to write: JSON if its name ends in .json, else Markdown." };
        var name = new Option<string>("--name")
        {
            Description = "The learner's name.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "",
        };
        var verb = new CliCommand("report", VerbGroup.Network, "Write a report: challenges, times, hints, every check.")
        {
            Examples =
            [
                new("chatlab challenge report report.md --name Aiko", "a Markdown document"),
                new("chatlab challenge report report.json", "for a program"),
            ],
        };
        verb.Add(file);
        verb.AddAll(name);
        var options = new ChallengeOptions(verb);
        verb.SetBody((parsed, _) =>
        {
            var request = options.Read(parsed);
            var records = new ChallengeSession(request.Lab, _ => { }).All;
            if (records.Count == 0)
            {
                throw new UserErrorException("There is nothing to report: no challenge was started on this lab.",
                    "Begin one: chatlab challenge start");
            }

            var report = ChallengeReport.Of(
                request.Lab.Spec.Name, parsed.GetValue(name)!, DateTimeOffset.UtcNow, records, request.Language);
            var path = $"{parsed.GetValue(file)}";
            Write(path, path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? report.ToJson() : report.ToMarkdown(request.Language));
            FileNotice.Write("report", path);
            return Task.FromResult(ExitCodes.Success);
        });
        return verb;
    }

    private static void Write(string path, string text)
    {
        try
        {
            SecretFile.Write(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path}: {e.Message}", "Name a file in a directory that you may write to.", e);
        }
    }
}
