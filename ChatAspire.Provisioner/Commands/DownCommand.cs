using System.CommandLine;
using ChatAspire.Provisioner.Commands.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>down</c>: takes everything of the lab away.</summary>
internal static class DownCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Report progress as JSON, an object a line." };
        var verb = new Command("down", "Remove everything the lab ever made, found by its label.") { json };
        var lab = new LabOptions(verb);
        verb.SetAction((parsed, cancellation) => CliHost.GuardAsync(async () =>
        {
            using var view = IProgressView.For(parsed.GetValue(json), explain: false);
            await lab.Read(parsed).DownAsync(view.Tell, cancellation);
            return CliHost.Done;
        }));
        return verb;
    }
}
