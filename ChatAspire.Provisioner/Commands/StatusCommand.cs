using System.CommandLine;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.State;
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
            var (spec, directory, source) = lab.Read(parsed);
            IReadOnlyList<Lab.Steps.Unsatisfied> wrong;
            using (var view = IProgressView.For(parsed.GetValue(json), explain: false))
            await using (var run = new LabRun(spec, source, new LabPlan(spec, LabSecrets.Of(directory)), view.Tell))
            {
                wrong = await run.StatusAsync(cancellation);
                foreach (var line in Urls.Of(spec, run.Hosts.Select(host => host.Facts)))
                {
                    await Console.Error.WriteLineAsync(line);
                }
            }

            return await Findings.ShowAsync(wrong);
        }));
        return verb;
    }
}
