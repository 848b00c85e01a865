using ChatAspire.Lab.Access;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>dashboard</c>: holds a tunnel to the lab's Aspire dashboard open until Ctrl-C or until the connection ends.</summary>
internal static class DashboardCommand
{
    public static CliCommand Create()
    {
        var verb = new CliCommand("dashboard", VerbGroup.Access, "Open a tunnel to the lab's Aspire dashboard and print its login URL.")
        {
            Examples = [new("chatlab dashboard", "open the printed URL in a browser; Ctrl-C closes the tunnel")],
        };
        var lab = new LabOptions(verb);
        verb.SetBody(async (parsed, cancellation) =>
        {
            var session = lab.Read(parsed);
            var (connected, tunnel) = await OpenAsync(session, cancellation);
            await using var _ = connected;
            using (tunnel)
            {
                Console.WriteLine($"http://localhost:{tunnel.Port}/login?t={connected.Secrets.DashboardToken}");
                Terminal.WriteMessage("The tunnel is open. Press Ctrl-C to close it.");
                var code = await tunnel.WaitForExitAsync(cancellation);
                Terminal.WriteMessage(
                    $"The tunnel closed: its ssh to {connected.Spec.Dashboard.Host} exited with code {code}; its messages are above.");
                Terminal.WriteMessage("  → When `chatlab status` shows the host again, run `chatlab dashboard` again.");
                return ExitCodes.Failure;
            }
        });
        return verb;
    }

    private static async Task<(ConnectedLab Lab, Tunnel Tunnel)> OpenAsync(LabSession session, CancellationToken cancellation)
    {
        using var activity = ActivityLine.BeginOnTerminal($"Connecting to lab {session.Spec.Name}…");
        var connected = await session.OpenAsync(cancellation);
        try
        {
            activity.Next($"Opening a tunnel to the dashboard on {connected.Spec.Dashboard.Host}…");
            return (connected, await DashboardTunnel.OpenAsync(connected, session.Directory, cancellation));
        }
        catch
        {
            await connected.DisposeAsync();
            throw;
        }
    }
}
