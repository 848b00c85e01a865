using System.CommandLine;

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
            var session = lab.Read(parsed);
            await using var connected = await session.OpenAsync(cancellation);
            using var tunnel = await DashboardTunnel.ToPageAsync(connected, session.Directory, cancellation);
            Console.WriteLine($"http://localhost:{tunnel.Port}/login?t={connected.Secrets.DashboardToken}");
            await Console.Error.WriteLineAsync("The tunnel stands until Ctrl-C.");
            var code = await tunnel.EndAsync(cancellation);
            await Console.Error.WriteLineAsync(
                $"The tunnel has ended: its ssh to {connected.Spec.Dashboard.Host} exited with code {code}; what it says stands above.\n  → When `status` shows the host again, run `dashboard` again.");
            return CliHost.Failed;
        }));
        return verb;
    }
}
