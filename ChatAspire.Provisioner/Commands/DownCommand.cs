using System.CommandLine;
using ChatAspire.Provisioner.Commands.Progress;
using ChatAspire.Provisioner.Lab;
using ChatAspire.Provisioner.Steps;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>down</c>: takes everything of the lab away.</summary>
internal static class DownCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Report progress as JSON, an object a line." };
        var verb = new Command("down", "Remove everything the lab ever made, found by its label.") { json };
        var lab = new LabOptions(verb);
        verb.SetAction((parsed, cancellation) => Verb.GuardAsync(async () =>
        {
            var (spec, directory, source) = lab.Read(parsed);
            using var held = LabLock.Take(directory, "down");
            await using var telemetry = new LabTelemetry();
            using var view = IProgressView.For(parsed.GetValue(json), explain: false);
            await using var run = new LabRun(spec, source, new LabPlan(spec, LabSecrets.Of(directory)), view.Tell);
            using (LabTrace.Run("down", spec.Name))
            {
                await run.DownAsync(cancellation);
            }

            directory.Clear();
            return Verb.Done;
        }));
        return verb;
    }
}
