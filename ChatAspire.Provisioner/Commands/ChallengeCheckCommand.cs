using System.Diagnostics;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>challenge check</c>: checks, by the lab's state and by packets, if the challenge is solved.</summary>
internal static class ChallengeCheckCommand
{
    public static CliCommand Create()
    {
        var verb = new CliCommand("check", VerbGroup.Network, "Check whether the lab is repaired, by its state and by packets.")
        {
            Examples = [new("chatlab challenge check", "exit code 0: solved; 1: not yet")],
        };
        var options = new ChallengeOptions(verb);
        verb.SetBody(async (parsed, cancellation) =>
        {
            var started = Stopwatch.GetTimestamp();
            var request = options.Read(parsed);
            var (attempt, record) = await request.RunAsync(async session =>
                (await session.CheckAsync(cancellation), session.Running!));
            foreach (var remark in attempt.Remarks)
            {
                Console.WriteLine($"✗ {request.Words.Say(remark)}");
            }

            var time = Verdict.Seconds(Stopwatch.GetElapsedTime(started));
            Terminal.WriteMessage(
                attempt.IsSolved
                    ? $"{request.Words.Say("solved", request.Words.Duration(attempt.Time - record.Started), $"{record.Attempts.Count}",
                        $"{record.Hints.Count}")} ({time})"
                    : $"{request.Words.Say("not-solved", $"{attempt.Remarks.Count}")} ({time})",
                attempt.IsSolved ? "green" : "red");
            return attempt.IsSolved ? ExitCodes.Success : ExitCodes.Failure;
        });
        return verb;
    }
}
