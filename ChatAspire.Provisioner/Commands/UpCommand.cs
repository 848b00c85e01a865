using System.CommandLine;
using System.Diagnostics;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Network.Execution;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>up</c>: creates the lab or repairs what is missing; can also only print the commands or a Terraform configuration.</summary>
internal static class UpCommand
{
    public const string Name = "up";

    private const string Terraform = "terraform";

    public static CliCommand Create()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the commands as a script for each host; change nothing." };
        var secrets = new Option<DirectoryInfo?>("--secrets")
        {
            Description = "With --dry-run: also write throw-away secrets, which the scripts read, into DIR.",
            HelpName = "DIR",
        };
        var explain = new Option<bool>("--explain") { Description = "Show the reason for each step, and its commands as they run." };
        var retain = new Option<bool>("--retain") { Description = "Keep a lab that failed, to examine it." };
        var json =
            new Option<bool>("--json") { Description = "Report progress as JSON Lines, one object per event, the last with the URLs." };
        var export = new Option<string>("--export")
        {
            Description = "On AWS: print what would be created as Terraform configuration, for review; change nothing.",
            HelpName = Terraform,
        };
        export.Restrict("format", [Terraform]);
        var yes = new Option<bool>("--yes") { Description = "Change the options of an existing lab without asking." };
        var verb = new CliCommand(Name, VerbGroup.Lab, "Create the lab, or repair what is missing.")
        {
            Examples =
            [
                new("chatlab up", "create the lab on this machine"),
                new("chatlab up --explain", "with the reason and the commands of each step"),
                new("chatlab up --dry-run", "only print the commands"),
                new("chatlab up --hosts ec2 --region eu-central-1", "create it on AWS"),
            ],
        };
        verb.AddAll(dryRun, secrets, export, explain, retain, json, yes);
        var lab = new LabOptions(verb);
        verb.SetBody(async (parsed, cancellation) =>
        {
            if (parsed.GetResult(secrets) is not null && !parsed.GetValue(dryRun))
            {
                throw new UserErrorException("--secrets needs --dry-run.", "Add --dry-run, or omit --secrets.");
            }

            var session = lab.Read(parsed);
            if (parsed.GetValue(export) is not null)
            {
                return await ExportAsync(session, cancellation);
            }

            if (parsed.GetValue(dryRun))
            {
                OptionChanges.Report(session);
                return await DryRun.RunAsync(session, parsed.GetValue(secrets), cancellation);
            }

            await OptionChanges.ConfirmAsync(session, parsed.GetValue(yes), cancellation);
            return await RunAsync(session, parsed.GetValue(explain), parsed.GetValue(retain), parsed.GetValue(json), cancellation);
        });
        return verb;
    }

    private static async Task<int> ExportAsync(LabSession lab, CancellationToken cancellation)
    {
        string text;
        using (ActivityLine.Begin($"Planning lab {lab.Spec.Name}…"))
        {
            text = await lab.ExportAsync(cancellation);
        }

        await Console.Out.WriteAsync(text);
        return ExitCodes.Success;
    }

    private static async Task<int> RunAsync(LabSession lab, bool explain, bool retain, bool json, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        int changes;
        IReadOnlyList<HostFacts> hosts;
        using (var view = IProgressView.Create($"Checking the prerequisites of lab {lab.Spec.Name}…", json, explain))
        {
            (changes, hosts) = await lab.UpAsync(view.Report, retain, cancellation);
            (view as JsonProgress)?.Write(new ProgressRecord("result") { Changes = changes, Urls = ChatUrls.Of(lab.Spec, hosts) });
        }

        Terminal.WriteMessage(Verdict.Up(lab.Spec.Name, changes, Stopwatch.GetElapsedTime(started)), "green");
        foreach (var line in ChatUrls.Lines(lab.Spec, hosts))
        {
            Terminal.WriteMessage(line);
        }

        return ExitCodes.Success;
    }
}
