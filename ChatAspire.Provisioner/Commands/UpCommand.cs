using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Images;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Steps;
using ChatAspire.Provisioner.Commands.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>up</c>: makes the lab, or repairs what is missing of it.</summary>
internal static class UpCommand
{
    public const string Name = "up";

    public static Command Create()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the commands as a script for each host; change nothing." };
        var explain = new Option<bool>("--explain") { Description = "Show why each step is needed, and its commands as they run." };
        var retain = new Option<bool>("--retain") { Description = "Leave a failed lab as it is, to look into." };
        var json = new Option<bool>("--json") { Description = "Report progress as JSON, an object a line." };
        var verb = new Command(Name, "Make the lab: hosts, the overlay between them, the chat across it. Again: repair what is missing.")
        {
            dryRun, explain, retain, json,
        };
        var lab = new LabOptions(verb);
        verb.SetAction((parsed, cancellation) => CliHost.GuardAsync(() => parsed.GetValue(dryRun)
            ? DryRunAsync(lab.Read(parsed), cancellation)
            : RunAsync(lab.Read(parsed), parsed.GetValue(explain), parsed.GetValue(retain), parsed.GetValue(json), cancellation)));
        return verb;
    }

    private static async Task<int> RunAsync(LabSession lab, bool explain, bool retain, bool json, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        int changes;
        IReadOnlyList<HostFacts> hosts;
        using (var view = IProgressView.For(json, explain))
        {
            (changes, hosts) = await lab.UpAsync(view.Tell, retain, cancellation);
        }

        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{(changes == 0 ? "Everything stood already; `verify` proves that it works." : $"The lab stands: {changes} steps done.")} {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
        foreach (var line in Urls.Of(lab.Spec, hosts))
        {
            await Console.Error.WriteLineAsync(line);
        }

        return CliHost.Done;
    }

    private static async Task<int> DryRunAsync(LabSession lab, CancellationToken cancellation)
    {
        foreach (var (_, script) in ShellScript.For(await lab.DryRunAsync(cancellation), Repository.Root))
        {
            Console.WriteLine(script);
        }

        return CliHost.Done;
    }
}
