using System.CommandLine;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Provisioner.Commands.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>verify</c>: proves that the lab works.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Report progress as JSON, an object a line." };
        var verb = new Command("verify", "Prove that the lab works: ping and MTU across, a chat message, its trace.") { json };
        var lab = new LabOptions(verb);
        verb.SetAction((parsed, cancellation) => CliHost.GuardAsync(async () =>
        {
            LabReport report;
            using (var view = IProgressView.For(parsed.GetValue(json), explain: false))
            {
                report = await lab.Read(parsed).VerifyAsync(view.Tell, cancellation);
            }

            return await Findings.ShowAsync(report);
        }));
        return verb;
    }
}
