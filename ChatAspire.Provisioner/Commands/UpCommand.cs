using System.CommandLine;
using System.Diagnostics;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Images;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>up</c>: creates the lab, or repairs what is missing.</summary>
internal static class UpCommand
{
    public const string Name = "up";

    public static CliCommand Create()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the commands as a script for each host; change nothing." };
        var explain = new Option<bool>("--explain") { Description = "Show the reason for each step, and its commands as they run." };
        var retain = new Option<bool>("--retain") { Description = "Keep a lab that failed, to examine it." };
        var json =
            new Option<bool>("--json") { Description = "Report progress as JSON Lines: an object for each event, the last with the URLs." };
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
        verb.AddAll(dryRun, explain, retain, json);
        var lab = new LabOptions(verb);
        verb.SetBody((parsed, cancellation) => parsed.GetValue(dryRun)
            ? DryRunAsync(lab.Read(parsed), cancellation)
            : RunAsync(lab.Read(parsed), parsed.GetValue(explain), parsed.GetValue(retain), parsed.GetValue(json), cancellation));
        return verb;
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

    private static async Task<int> DryRunAsync(LabSession lab, CancellationToken cancellation)
    {
        IReadOnlyList<Phase> phases;
        bool exists;
        using (ActivityLine.Begin($"Planning lab {lab.Spec.Name}…"))
        {
            phases = await lab.DryRunAsync(cancellation);
            exists = await ExistsAsync(lab, cancellation);
        }

        if (exists)
        {
            Terminal.WriteMessage(
                $"Lab {lab.Spec.Name} is running. These scripts create it from nothing; "
                + "`chatlab status` shows what `chatlab up` would repair.",
                "yellow");
        }

        foreach (var (_, script) in ShellScript.For(phases, Repository.Root))
        {
            Console.WriteLine(script);
        }

        return ExitCodes.Success;
    }

    /// <summary>Looks for a host of the lab that can be reached; a lab that cannot be examined is not reported.</summary>
    private static async Task<bool> ExistsAsync(LabSession lab, CancellationToken cancellation)
    {
        try
        {
            var hosts = await lab.Source.ConnectAsync(cancellation);
            foreach (var host in hosts)
            {
                await host.DisposeAsync();
            }

            return hosts.Count > 0;
        }
        catch (UserErrorException)
        {
            return false;
        }
    }
}
