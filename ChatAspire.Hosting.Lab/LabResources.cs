using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Network.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace ChatAspire.Hosting.Lab;

/// <summary>Adds a running lab's hosts to the dashboard.</summary>
public static class LabResources
{
    /// <summary>Adds a resource for each host, with the lab's commands; in publish mode, the pipeline's steps instead.</summary>
    /// <exception cref="UserErrorException">The lab is not running, or its hosts cannot be listed.</exception>
    public static async Task AddLabAsync(this IDistributedApplicationBuilder builder, LabSession lab)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            builder.AddLabSteps(lab);
            return;
        }

        var running = await LabHostMonitor.RunningHostsAsync(lab, CancellationToken.None);
        if (running.Count == 0)
        {
            throw new UserErrorException(
                $"Lab \"{lab.Spec.Name}\" is not running. "
                + "Start it first, with the same --lab and --hosts: dotnet run --project ChatAspire.Provisioner -- up");
        }

        LabHostResource[] hosts = [.. lab.Spec.Hosts.Select(host => new LabHostResource(host))];
        builder.Services
            .AddSingleton<IReadOnlyList<LabHostResource>>(hosts)
            .AddSingleton(lab)
            .AddSingleton<LabHostLogs>()
            .AddSingleton<LabHostMonitor>()
            .AddSingleton(services => new LabCommands(lab, services.GetRequiredService<LabHostLogs>().Write))
            .AddHostedService(services => services.GetRequiredService<LabHostMonitor>());
        foreach (var host in hosts)
        {
            builder.AddLabHost(host, lab, running.GetValueOrDefault(host.Name));
        }
    }

    private static void AddLabHost(this IDistributedApplicationBuilder builder, LabHostResource host, LabSession lab, HostFacts? facts)
    {
        var resource = builder.AddResource(host)
            .WithInitialState(host.Update(LabHostResource.Unknown, facts))
            .WithCommand("verify", "Verify the lab", Run((commands, cancellation) => commands.VerifyAsync(cancellation)), new CommandOptions
            {
                Description = "Checks the whole lab: ping and MTU across the tunnel, a chat message between the hosts, and its trace.",
                IconName = "CheckmarkCircle",
                IsHighlighted = true,
            })
            .WithCommand("down", "Remove the lab", Run((commands, cancellation) => commands.DownAsync(cancellation)), new CommandOptions
            {
                Description = "Removes the whole lab: this host and the others.",
                ConfirmationMessage = $"Remove lab {lab.Spec.Name} with all of its hosts?",
                IconName = "Delete",
            });
        foreach (var chat in lab.Spec.Chat.Where(chat => chat.Host == host.Name && facts is not null))
        {
            resource.WithUrl(facts!.Published[chat.Publish].ToString(), chat.Name);
        }
    }

    private static Func<ExecuteCommandContext, Task<ExecuteCommandResult>> Run(
        Func<LabCommands, CancellationToken, Task<ExecuteCommandResult>> command) => async context =>
    {
        var result = await command(context.Services.GetRequiredService<LabCommands>(), context.CancellationToken);
        await context.Services.GetRequiredService<LabHostMonitor>().RefreshAsync(context.CancellationToken);
        return result;
    };
}
