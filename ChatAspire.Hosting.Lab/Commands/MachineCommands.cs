using ChatAspire.Hosting.Lab.Map;
using ChatAspire.Hosting.Lab.Observation;
using ChatAspire.Lab.Walks;
using ChatAspire.Network.Hosts;
using ChatAspire.Network.Inspection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>The dashboard commands of this machine: walk, inspect.</summary>
internal static class MachineCommands
{
    private const string FromHelp = "A container; or localhost, for a port that this machine publishes.";
    private const string ToHelp = "A container, localhost or an address; with :PORT to connect to that port.";
    private const string Local = "localhost";

    /// <summary>Adds the commands to this machine's resource.</summary>
    /// <param name="choices">Receives the arguments of the walk, and keeps their choices up to date.</param>
    public static IResourceBuilder<MachineResource> WithMachineCommands(
        this IResourceBuilder<MachineResource> resource, ArgumentChoices<MachineReading> choices) => resource
        .WithCommand(
            "walk", "Walk…", context => ConsoleCommand.RunAsync(() => WalkAsync(context)),
            WalkCommands.Options(
                "Walk…", "Follows a connection between two ends through every device, chain and NAT of this machine.", IfRunning,
                [
                    choices.Add(WalkCommands.FromName, "From", FromHelp, reading => [.. reading.Containers, Local]),
                    choices.Add(WalkCommands.ToName, "To", ToHelp, reading => [.. reading.Containers, .. reading.Ports]),
                ]))
        .WithCommand("inspect", "Inspect", context => ConsoleCommand.RunAsync(() => InspectAsync(context)), new CommandOptions
        {
            Description = "Shows this machine's network: containers, devices, bridges, routes, forwarding entries, rules.",
            IconName = "Search",
            IsHighlighted = true,
            UpdateState = IfRunning,
            Progress = new CommandProgressOptions { Title = "Inspect", Message = "Reading the network of this machine…" },
        });

    private static ResourceCommandState IfRunning(UpdateCommandStateContext context) => ContainerCommands.IfRunning(context);

    private static async Task<ExecuteCommandResult> WalkAsync(ExecuteCommandContext context)
    {
        var (from, to) = (context.Arguments.GetString(WalkCommands.FromName), context.Arguments.GetString(WalkCommands.ToName));
        var request = from == Local
            ? WalkRequest.Create(to, null, [], null, null, null, null)
            : WalkRequest.Create(from, to, [], null, null, null, null);
        await using var hosts = await ConnectAsync(HostTool.ForWalk, context.CancellationToken);
        var dashboard = OwnDashboard.Of(context.Services.GetRequiredService<IConfiguration>());
        var walk = await RecordedWalk.RunAsync(
            HostScene.Of(hosts), Environment.MachineName, request, telemetry => Task.Run(() => dashboard.TrySend(telemetry)),
            context.CancellationToken);
        return await WalkCommands.ResultAsync(
            walk, context.Services.GetRequiredService<MapServer>(), "this dashboard", dashboard.TraceUrl(walk.Trace));
    }

    private static async Task<ExecuteCommandResult> InspectAsync(ExecuteCommandContext context)
    {
        await using var hosts = await ConnectAsync(HostTool.ForInspection, context.CancellationToken);
        var network = await HostNetwork.ReadAsync(hosts.All[0].Runner, parallel: true, context.CancellationToken);
        return ConsoleCommand.Markdown(
            succeeded: true,
            $"{network.Devices.Count} devices, {network.Containers.Count} containers.",
            InspectMarkdown.Of(network));
    }

    private static Task<ConnectedHosts> ConnectAsync(IReadOnlyList<HostTool> tools, CancellationToken cancellation) =>
        HostConnector.ConnectAsync([HostAddress.Local], tools, cancellation);
}
