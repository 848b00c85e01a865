using System.CommandLine;
using System.Diagnostics;
using ChatAspire.Lab.State;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>down</c>: removes the lab; with <c>--expired</c>, all expired labs of the AWS account and region.</summary>
internal static class DownCommand
{
    public static CliCommand Create()
    {
        var json = new Option<bool>("--json") { Description = "Report progress as JSON Lines, one object per event." };
        var verb = new CliCommand("down", VerbGroup.Lab, "Remove everything the lab created, found by its label or tag.")
        {
            Examples =
            [
                new("chatlab down", "remove the lab on this machine"),
                new("chatlab down --hosts ec2", "remove it from AWS"),
                new("chatlab down --hosts ec2 --expired", "remove what other labs have left behind"),
            ],
        };
        var expired = new Option<bool>("--expired")
        {
            Description = "On AWS: remove all labs of the account and region whose time to live has passed, whoever created them.",
        };
        verb.AddAll(json, expired);
        var lab = new LabOptions(verb);
        verb.SetBody(async (parsed, cancellation) =>
        {
            var started = Stopwatch.GetTimestamp();
            var session = lab.Read(parsed);
            if (parsed.GetValue(expired))
            {
                return await ExpiredLabs.RemoveAsync(session.Fleet, parsed.GetValue(json), cancellation);
            }

            var challenge = RunningChallenge.NameIn(session.Directory);
            IReadOnlyList<string> removed;
            using (var view = IProgressView.Create($"Looking for lab {session.Spec.Name}…", parsed.GetValue(json), explain: false))
            {
                removed = await session.DownAsync(view.Report, cancellation);
                (view as JsonProgress)?.Write(new ProgressRecord("result") { Removed = removed });
            }

            if (challenge is not null)
            {
                Terminal.WriteMessage($"Challenge {challenge} has ended with the lab.");
            }

            Terminal.WriteMessage(Verdict.Down(session.Spec.Name, removed, Stopwatch.GetElapsedTime(started)), "green");
            return ExitCodes.Success;
        });
        return verb;
    }
}
