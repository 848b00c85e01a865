using System.CommandLine;
using ChatAspire.Provisioner.Commands.Progress;
using ChatAspire.Provisioner.Lab;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>verify</c>: proves that the lab works.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Report progress as JSON, an object a line." };
        var verb = new Command("verify", "Prove that the lab works: ping and MTU across, a chat message, its trace.") { json };
        var lab = new LabOptions(verb);
        verb.SetAction((parsed, cancellation) => Verb.GuardAsync(async () =>
        {
            var (spec, directory, source) = lab.Read(parsed);
            using var held = LabLock.Take(directory, "verify");
            IReadOnlyList<Steps.Unsatisfied> wrong;
            using (var view = IProgressView.For(parsed.GetValue(json), explain: false))
            await using (var run = new LabRun(spec, source, new LabPlan(spec, LabSecrets.Of(directory)), view.Tell))
            {
                wrong = await run.VerifyAsync(cancellation);
            }

            return await Findings.ShowAsync(wrong);
        }));
        return verb;
    }
}
