using ChatAspire.Hosting.Lab.Operations;
using ChatAspire.Lab.Access;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>The commands of a host: terminal, inspect, verify.</summary>
internal static class HostCommands
{
    /// <summary>Adds the commands to a host's resource.</summary>
    public static IResourceBuilder<LabHostResource> WithHostCommands(this IResourceBuilder<LabHostResource> resource)
    {
        var (host, lab) = (resource.Resource, resource.Resource.Parent);
        return resource
            .WithConsoleCommand(lab, "terminal", "Terminal", TerminalOptions("Opens a shell on the host in the dashboard."),
                (console, context) => Task.FromResult(OpenTerminal(console, context, host.Name, host.Name, command: null)))
            .WithConsoleCommand(lab, "inspect", "Inspect", new CommandOptions
            {
                Description = "Shows the host's network: containers, devices, bridges, routes, forwarding entries, rules.",
                IconName = "Search",
                IsHighlighted = true,
                UpdateState = ContainerCommands.IfRunning,
                Progress = new CommandProgressOptions { Title = "Inspect", Message = $"Reading the network of {host.Name}…" },
            }, async (console, context) =>
            {
                var network = await HostNetwork.ReadAsync(console.Watch.Host(host.Name), parallel: true, context.CancellationToken);
                return ConsoleCommand.Markdown(
                    succeeded: true,
                    $"{host.Name}: {network.Devices.Count} devices, {network.Containers.Count} containers.",
                    InspectMarkdown.Of(network));
            })
            .WithVerifyCommand(lab);
    }

    /// <summary>Returns the options of a command that opens a terminal. Only the dashboard, which shows it, offers the command.</summary>
    public static CommandOptions TerminalOptions(string description) => new()
    {
        Description = description,
        IconName = "WindowConsole",
        IsHighlighted = true,
        Visibility = ResourceCommandVisibility.UI,
        UpdateState = ContainerCommands.IfRunning,
    };

    /// <summary>Opens a terminal in the dashboard's dock that runs <c>ssh</c> to a host.</summary>
    /// <param name="host">The name of the host.</param>
    /// <param name="command">The remote command, as shell text; null for a login shell.</param>
    public static ExecuteCommandResult OpenTerminal(
        LabConsole console, ExecuteCommandContext context, string title, string host, string? command)
    {
        string[] terminal = command is null ? [] : ["-t"];
        var arguments = OpenSsh.Arguments(console.Lab.Session.Directory, console.Watch.Host(host), terminal, command);
        DockedTerminal.Open(context.Services, title, "ssh", [.. arguments]);
        return CommandResults.Success();
    }
}
