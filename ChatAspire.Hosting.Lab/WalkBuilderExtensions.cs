using ChatAspire.Hosting.Lab.Commands;
using ChatAspire.Hosting.Lab.Map;
using ChatAspire.Hosting.Lab.Observation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Adds walks of this machine's own containers to an application.</summary>
public static class WalkBuilderExtensions
{
    private const string DefaultName = "machine";

    /// <summary>Adds this machine as the resource <c>machine</c>, with commands to walk and inspect its container network.</summary>
    public static IDistributedApplicationBuilder WithWalk(this IDistributedApplicationBuilder builder) => builder.WithWalk(DefaultName);

    /// <summary>Adds this machine as a resource, with commands to walk and inspect its container network.</summary>
    /// <remarks>A walk needs root on this machine, or sudo without a password; it does not change the network that it watches.</remarks>
    /// <param name="name">The name of the resource.</param>
    public static IDistributedApplicationBuilder WithWalk(this IDistributedApplicationBuilder builder, [ResourceName] string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (builder.ExecutionContext.IsPublishMode)
        {
            return builder;
        }

        var machine = new MachineResource(name);
        var choices = new ArgumentChoices<MachineReading>();
        builder.AddResource(machine)
            .WithInitialState(LabSnapshots.Initial("Machine"))
            .WithIconName("Desktop")
            .ExcludeFromManifest()
            .WithMachineCommands(choices);
        builder.Services.TryAddSingleton<MapServer>();
        builder.Services.AddSingleton<IHostedService>(services =>
            new MachineWatch(machine, services.GetRequiredService<ResourceNotificationService>(), choices));
        return builder;
    }
}
