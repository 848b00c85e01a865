using ChatAspire.Network.Execution;
using ChatAspire.Network.Hosts;
using ChatAspire.Provisioner.CommandLine;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>walk</c>: follows real packets from device to device, through chains, NAT and the tunnel.</summary>
internal static class WalkCommand
{
    public static CliCommand Create()
    {
        var verb = new CliCommand("walk", VerbGroup.Network, "Follow real packets through every device, chain, NAT and tunnel, with times.")
        {
            Usage =
            [
                "walk FROM TO[:PORT] [--ping|--tcp|--http|--size BYTES] [OPTIONS]",
                "walk HOST:PORT [--tcp|--http] [OPTIONS]",
                "walk --external [[HOST]:PORT] [OPTIONS]",
                "walk --message TEXT [OPTIONS]",
                "walk --live FROM TO[:PORT] [--packets N] [--seconds N] [--filter TEXT] [OPTIONS]",
            ],
            Examples =
            [
                new("chatlab walk chat-b redis", "a connection from chat-b to Redis"),
                new("chatlab walk web db:5432", "without a lab: containers of this machine"),
                new("chatlab walk localhost:8080", "to a published port of this machine"),
                new("chatlab walk web db --host ssh://root@vm1", "containers of another host"),
                new("chatlab walk --external :5000", "a request from outside to a published port"),
                new("chatlab walk --message hello --html walk.html", "a chat message, as a page that plays it too"),
                new("chatlab walk --live chat-b redis --seconds 10", "the traffic that passes already"),
            ],
        };
        var arguments = new WalkArguments(verb);
        var target = new TargetOptions(verb);
        verb.SetBody(async (parsed, cancellation) =>
        {
            if (arguments.IsLive(parsed))
            {
                LowPriority.Apply();
            }

            var request = arguments.Request(parsed);
            var isDryRun = arguments.IsDryRun(parsed);
            if (isDryRun)
            {
                WalkDryRun.Check(request, arguments.IsLive(parsed));
            }

            using var output = arguments.OpenOutput(parsed);
            await using var connected = await target.OpenAsync(parsed, request.NeedsLab, only: null, HostTool.ForWalk, cancellation);
            var logRules = arguments.HasLogRules(parsed);
            if (connected.Lab is null)
            {
                if (logRules)
                {
                    throw new UserErrorException("--log-rules adds rules to the host's own chains, so it is for a lab only.", "Omit it.");
                }

                output.MakePrivate(withPayload: arguments.HasPayload(parsed));
            }

            if (isDryRun)
            {
                return await WalkDryRun.RunAsync(request, connected, cancellation);
            }

            return await new WalkRun(connected, output, logRules).RunAsync(request, cancellation);
        });
        return verb;
    }
}
