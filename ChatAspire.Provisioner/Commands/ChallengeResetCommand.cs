using System.Diagnostics;
using ChatAspire.Lab.Challenges;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>challenge reset</c>: ends the challenge, and restores the lab.</summary>
internal static class ChallengeResetCommand
{
    public static CliCommand Create()
    {
        var verb = new CliCommand("reset", VerbGroup.Network, "End the challenge, and restore the lab as it was before.")
        {
            Examples = [new("chatlab challenge reset", "solved or not")],
        };
        var options = new ChallengeOptions(verb);
        verb.SetBody(async (parsed, cancellation) =>
        {
            var started = Stopwatch.GetTimestamp();
            var request = options.Read(parsed);
            var (record, remarks) = await request.RunAsync(session => session.ResetAsync(cancellation));
            foreach (var remark in remarks)
            {
                Terminal.WriteMessage(request.Words.Say(remark));
            }

            var isBroken = remarks.Any(remark => remark.Kind == RemarkKind.Traffic);
            Terminal.WriteMessage(
                $"{request.Words.Say(isBroken ? "reset-failed" : "reset", record.Name)} "
                    + $"({Verdict.Seconds(Stopwatch.GetElapsedTime(started))})",
                isBroken ? "red" : "green");
            return isBroken ? ExitCodes.Failure : ExitCodes.Success;
        });
        return verb;
    }
}
