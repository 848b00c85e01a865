using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Network.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace ChatAspire.AppHost;

/// <summary>The hosts of a lab that stands, in the dashboard.</summary>
internal static class LabResources
{
    /// <summary>Adds a resource for each host, with the lab's commands; where a pipeline was asked for, its steps.</summary>
    /// <exception cref="CannotStartException">No host of it stands, or the dashboard cannot.</exception>
    /// <exception cref="UserErrorException">The hosts cannot be looked for.</exception>
    public static async Task AddLabAsync(this IDistributedApplicationBuilder builder, LabSession lab)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            builder.AddLabSteps(lab);
            return;
        }

        // Nothing of ours listens here but the dashboard.
        Preflight.Check(Places.Of(lab.Spec) with { Chat = [] }, RedisChoice.Outside, name => builder.Configuration[name]);
        var standing = await LabWatch.StandingAsync(lab, CancellationToken.None);
        if (standing.Count == 0)
        {
            throw new CannotStartException($"The lab \"{lab.Spec.Name}\" does not stand: there is no host to show. Make it first: dotnet run --project ChatAspire.Provisioner -- up, with the same --lab and --hosts.");
        }

        LabHostResource[] hosts = [.. lab.Spec.Hosts.Select(host => new LabHostResource(host))];
        builder.Services.AddSingleton(services => new LabWatch(
            lab, hosts, services.GetRequiredService<ResourceNotificationService>(), services.GetRequiredService<ResourceLoggerService>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<LabWatch>());
        foreach (var host in hosts)
        {
            builder.AddLabHost(host, lab, standing.GetValueOrDefault(host.Name));
        }
    }

    private static void AddLabHost(this IDistributedApplicationBuilder builder, LabHostResource host, LabSession lab, HostFacts? facts)
    {
        var resource = builder.AddResource(host)
            .WithInitialState(host.Show(LabHostResource.Unseen, facts))
            .WithCommand("verify", "Verify the lab", run => RunAsync(run, (commands, cancellation) => commands.VerifyAsync(cancellation)), new CommandOptions
            {
                Description = "Ping and MTU across, a chat message from host to host, its trace: of the whole lab.",
                IconName = "CheckmarkCircle",
                IsHighlighted = true,
            })
            .WithCommand("down", "Take the lab down", run => RunAsync(run, (commands, cancellation) => commands.DownAsync(cancellation)), new CommandOptions
            {
                Description = "Removes the whole lab, this host and the others.",
                ConfirmationMessage = $"Remove everything of the lab {lab.Spec.Name}, on all of its hosts?",
                IconName = "Delete",
            });
        foreach (var chat in lab.Spec.Chat.Where(chat => chat.Host == host.Name && facts is not null))
        {
            resource.WithUrl(facts!.Published[chat.Publish].ToString(), chat.Name);
        }
    }

    private static Task<ExecuteCommandResult> RunAsync(
        ExecuteCommandContext run, Func<LabCommands, CancellationToken, Task<ExecuteCommandResult>> command) =>
        run.Services.GetRequiredService<LabWatch>().RunAsync(command, run.CancellationToken);
}
