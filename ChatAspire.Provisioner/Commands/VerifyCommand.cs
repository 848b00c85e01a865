using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>verify</c>: verifies with real traffic that the lab works.</summary>
internal static class VerifyCommand
{
    public static CliCommand Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var verb = new CliCommand("verify", VerbGroup.Lab, "Verify that the lab works: pings, MTU, a chat message each way, its trace.")
        {
            Examples =
            [
                new("chatlab verify", "check everything, and send traffic"),
                new("chatlab verify --json | jq '.checks[] | select(.state != \"satisfied\")'", "only failures"),
            ],
        };
        verb.AddAll(json);
        var lab = new LabOptions(verb);
        verb.SetBody(async (parsed, cancellation) =>
        {
            var started = Stopwatch.GetTimestamp();
            var session = lab.Read(parsed);
            var report = parsed.GetValue(json) ? await QuietlyAsync(session, cancellation) : await VisiblyAsync(session, cancellation);
            var elapsed = Stopwatch.GetElapsedTime(started);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(LabDocument.Of(report, elapsed), CliJson.Document.LabDocument));
            }

            foreach (var line in ProblemLines.Of(report.Problems))
            {
                Terminal.WriteMessage(line, "red");
            }

            Terminal.WriteMessage(Verdict.Verify(report, elapsed), report.IsSatisfied ? "green" : "red");
            ChallengeNotice.Write(session.Directory);
            return report.IsSatisfied ? ExitCodes.Success : ExitCodes.Failure;
        });
        return verb;
    }

    private static async Task<LabReport> VisiblyAsync(LabSession session, CancellationToken cancellation)
    {
        using var view = IProgressView.Create($"Connecting to lab {session.Spec.Name}…", json: false, explain: false);
        return await session.VerifyAsync(view.Report, cancellation);
    }

    /// <summary>Verifies, and shows the current check on standard error, because standard output is for the JSON document.</summary>
    private static async Task<LabReport> QuietlyAsync(LabSession session, CancellationToken cancellation)
    {
        using var activity = CheckActivity.Begin($"Connecting to lab {session.Spec.Name}…");
        return await session.VerifyAsync(activity.Report, cancellation);
    }
}
