using ChatAspire.Lab.Lifecycle;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>walk</c>: follows real packets from device to device, through chains and the tunnel.</summary>
internal static class WalkCommand
{
    public static CliCommand Create()
    {
        var verb = new CliCommand("walk", VerbGroup.Network, "Follow real packets through every device, chain, NAT and tunnel, with times.")
        {
            Usage =
            [
                "walk FROM TO[:PORT] [--ping|--tcp|--http|--size BYTES] [OPTIONS]",
                "walk --external [[HOST]:PORT] [OPTIONS]",
                "walk --message TEXT [OPTIONS]",
                "walk --live FROM TO[:PORT] [--packets N] [--seconds N] [--filter TEXT] [OPTIONS]",
            ],
            Examples =
            [
                new("chatlab walk chat-b redis", "a connection from chat-b to Redis"),
                new("chatlab walk --external :5000", "a request from outside to a published port"),
                new("chatlab walk --message hello --picture walk.html", "a chat message, as a picture too"),
                new("chatlab walk --live chat-b redis --seconds 10", "the traffic that passes already"),
            ],
        };
        var arguments = new WalkArguments(verb);
        var lab = new LabOptions(verb);
        verb.SetBody(async (parsed, cancellation) =>
        {
            if (arguments.IsLive(parsed))
            {
                LowPriority.Apply();
            }

            var request = arguments.Request(parsed);
            using var output = arguments.OpenOutput(parsed);
            var session = lab.Read(parsed);
            LabInUse.Check(session.Directory);
            await using var connected = await ConnectAsync(session, cancellation);
            return await new WalkRun(connected, output, arguments.HasLogRules(parsed)).RunAsync(request, cancellation);
        });
        return verb;
    }

    private static async Task<ConnectedLab> ConnectAsync(LabSession session, CancellationToken cancellation)
    {
        using var activity = ActivityLine.Begin($"Connecting to lab {session.Spec.Name}…");
        return await session.OpenAsync(cancellation);
    }
}
