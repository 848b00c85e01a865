using System.CommandLine;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.State;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>dashboard</c>: a tunnel to the Aspire dashboard, until Ctrl-C or the connection's end.</summary>
internal static class DashboardCommand
{
    public static Command Create()
    {
        var verb = new Command("dashboard", "Open a tunnel to the lab's Aspire dashboard and print its login URL.");
        var lab = new LabOptions(verb);
        verb.SetAction((parsed, cancellation) => CliHost.GuardAsync(async () =>
        {
            var (spec, directory, source) = lab.Read(parsed);
            var secrets = LabSecrets.Of(directory);
            await using var run = new LabRun(spec, source, new LabPlan(spec, secrets), _ => { });
            await run.ConnectAsync(cancellation);
            using var tunnel = await DashboardTunnel.ToPageAsync(run, spec, directory, cancellation);
            Console.WriteLine($"http://localhost:{tunnel.Port}/login?t={secrets.DashboardToken}");
            await Console.Error.WriteLineAsync("The tunnel stands until Ctrl-C.");
            var code = await tunnel.EndAsync(cancellation);
            await Console.Error.WriteLineAsync(
                $"The tunnel has ended: its ssh to {spec.Dashboard.Host} exited with code {code}; what it says stands above.\n  → When `status` shows the host again, run `dashboard` again.");
            return CliHost.Failed;
        }));
        return verb;
    }
}
