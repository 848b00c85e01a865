using System.CommandLine;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Provisioner.Commands.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>status</c>: what stands, and what is missing.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Report as JSON, an object a line." };
        var verb = new Command("status", "Show what stands: hosts, overlay, containers, and what is missing.") { json };
        var lab = new LabOptions(verb);
        verb.SetAction((parsed, cancellation) => CliHost.GuardAsync(async () =>
        {
            var session = lab.Read(parsed);
            LabReport report;
            using (var view = IProgressView.For(parsed.GetValue(json), explain: false))
            {
                report = await session.StatusAsync(view.Tell, cancellation);
                foreach (var line in Urls.Of(report.Spec, report.Connected))
                {
                    await Console.Error.WriteLineAsync(line);
                }
            }

            return await Findings.ShowAsync(report);
        }));
        return verb;
    }
}
