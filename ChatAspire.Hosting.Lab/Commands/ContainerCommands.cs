using ChatAspire.Network.Execution;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>The commands of a container: terminal, walk, restart.</summary>
internal static class ContainerCommands
{
    // The container of an image without a shell is examined with the host's tools, in the container's network namespace.
    private const string Shell =
        """
        if docker exec "$1" sh -c : 2>/dev/null; then exec docker exec -it "$1" sh; fi
        echo "The image of $1 has no shell; this one is the host's, in the network namespace of $1."
        exec nsenter -t "$(docker inspect -f '{{.State.Pid}}' "$1")" -n sh
        """;

    /// <summary>Adds the commands to a container's resource.</summary>
    public static IResourceBuilder<LabContainerResource> WithContainerCommands(this IResourceBuilder<LabContainerResource> resource)
    {
        var (container, lab) = (resource.Resource, resource.Resource.Parent.Parent);
        return resource
            .WithConsoleCommand(lab, "terminal", "Terminal",
                HostCommands.TerminalOptions("Opens a shell in the container, or in its network namespace if its image has none."),
                (console, context) => Task.FromResult(HostCommands.OpenTerminal(
                    console, context, container.Name, container.Parent.Name, HostCommand.Shell(Shell, container.Name).ToShell())))
            .WithWalkToCommand()
            .WithConsoleCommand(lab, "restart", "Restart", new CommandOptions
            {
                Description = "Restarts the container, or starts it if it is stopped.",
                IconName = "ArrowClockwise",
                UpdateState = IfPresent,
                Progress = new CommandProgressOptions { Title = "Restart", Message = $"Restarting {container.Name}…" },
            }, async (console, context) =>
            {
                var restart = new HostCommand("docker", "restart", container.Name);
                (await console.Watch.Host(container.Parent.Name).RunAsync(restart, context.CancellationToken)).Check();
                console.Watch.Refresh();
                return ConsoleCommand.Success($"{container.Name} is restarted.");
            });
    }

    /// <summary>Enables a command while its resource's state is Running.</summary>
    public static ResourceCommandState IfRunning(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;

    private static ResourceCommandState IfPresent(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.Properties.Any(property => property.Name == CustomResourceKnownProperties.Source)
            ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;
}
