using System.CommandLine;
using System.Diagnostics;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>down</c>: removes the lab.</summary>
internal static class DownCommand
{
    public static CliCommand Create()
    {
        var json = new Option<bool>("--json") { Description = "Report progress as JSON Lines: an object for each event." };
        var verb = new CliCommand("down", VerbGroup.Lab, "Remove everything the lab created, found by its label or tag.")
        {
            Examples =
            [
                new("chatlab down", "remove the lab on this machine"),
                new("chatlab down --hosts ec2 --region eu-central-1", "remove it from AWS"),
            ],
        };
        verb.AddAll(json);
        var lab = new LabOptions(verb);
        verb.SetBody(async (parsed, cancellation) =>
        {
            var started = Stopwatch.GetTimestamp();
            var session = lab.Read(parsed);
            IReadOnlyList<string> removed;
            using (var view = IProgressView.Create($"Looking for lab {session.Spec.Name}…", parsed.GetValue(json), explain: false))
            {
                removed = await session.DownAsync(view.Report, cancellation);
                (view as JsonProgress)?.Write(new ProgressRecord("result") { Removed = removed });
            }

            Terminal.WriteMessage(Verdict.Down(session.Spec.Name, removed, Stopwatch.GetElapsedTime(started)), "green");
            return ExitCodes.Success;
        });
        return verb;
    }
}
