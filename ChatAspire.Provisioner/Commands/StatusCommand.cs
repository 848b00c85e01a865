using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>status</c>: compares the lab with lab.json, and changes nothing.</summary>
internal static class StatusCommand
{
    public static CliCommand Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var verb = new CliCommand("status", VerbGroup.Lab, "Show the state of each host, its overlay and its containers.")
        {
            Examples = [new("chatlab status", "a table, and what is missing"), new("chatlab status --json | jq .ok", "for scripts")],
        };
        verb.AddAll(json);
        var lab = new LabOptions(verb);
        verb.SetBody(async (parsed, cancellation) =>
        {
            var started = Stopwatch.GetTimestamp();
            var session = lab.Read(parsed);
            LabReport report;
            using (var activity = CheckActivity.Begin($"Checking lab {session.Spec.Name}…"))
            {
                report = await session.StatusAsync(activity.Report, cancellation);
            }

            var elapsed = Stopwatch.GetElapsedTime(started);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(LabDocument.Of(report, elapsed), CliJson.Document.LabDocument));
            }
            else
            {
                Show(report, elapsed);
            }

            ChallengeNotice.Write(session.Directory);
            return report.IsSatisfied ? ExitCodes.Success : ExitCodes.Failure;
        });
        return verb;
    }

    private static void Show(LabReport report, TimeSpan elapsed)
    {
        // For a lab that does not exist, the verdict says everything; a table and a list would add nothing.
        if (!report.IsMissing)
        {
            StatusTable.Write(Terminal.Out, report);
            foreach (var line in ChatUrls.Lines(report.Spec, report.Connected))
            {
                Console.WriteLine(line);
            }

            foreach (var line in ProblemLines.Of(report.Problems))
            {
                Terminal.WriteMessage(line, "red");
            }
        }

        Terminal.WriteMessage(Verdict.Status(report, elapsed), report.IsSatisfied ? "green" : "red");
    }
}
