using ChatAspire.Hosting.Lab;
using ChatAspire.Hosting.Lab.Commands;
using ChatAspire.Hosting.Lab.Map;
using ChatAspire.Hosting.Lab.Observation;
using ChatAspire.Hosting.Lab.Operations;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Adds labs to an application.</summary>
public static class LabBuilderExtensions
{
    /// <summary>
    /// Adds the lab that the <c>lab.json</c> next to the program describes, and its hosts and containers as child resources. The hosts run
    /// on this machine.
    /// </summary>
    /// <param name="name">The name of the resource.</param>
    public static IResourceBuilder<LabResource> AddLab(this IDistributedApplicationBuilder builder, [ResourceName] string name) =>
        builder.AddLab(name, Path.Combine(AppContext.BaseDirectory, "lab.json"));

    /// <summary>Adds a lab whose hosts run on this machine, and its hosts and containers as child resources.</summary>
    /// <param name="name">The name of the resource.</param>
    /// <param name="labFile">The lab's file, relative to the AppHost's directory.</param>
    /// <exception cref="UserErrorException">The file is missing or invalid; the message names the JSON path of each error.</exception>
    public static IResourceBuilder<LabResource> AddLab(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string labFile) =>
        builder.AddLab(name, labFile, HostSources.Local);

    /// <summary>Adds a lab, and its hosts and containers as child resources.</summary>
    /// <remarks>
    /// The application neither starts nor stops the lab. Its commands Start and Stop do that, as do <c>aspire deploy</c> and
    /// <c>aspire destroy</c>.
    /// </remarks>
    /// <param name="name">The name of the resource.</param>
    /// <param name="labFile">The lab's file, relative to the AppHost's directory.</param>
    /// <param name="hosts">The kind of the lab's hosts: <see cref="HostSources.Local"/> or <see cref="HostSources.Ec2"/>.</param>
    /// <exception cref="UserErrorException">The file is missing or invalid, or the kind is unknown.</exception>
    public static IResourceBuilder<LabResource> AddLab(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string labFile, string hosts)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(labFile);
        var spec = LabSpec.Load(Path.GetFullPath(labFile, builder.AppHostDirectory));
        var session = LabSession.Create(spec, hosts, Ec2OptionValues.None);
        var lab = new LabResource(name, session);
        if (builder.ExecutionContext.IsPublishMode)
        {
            builder.AddLabSteps(session);
            return builder.CreateResourceBuilder(lab);
        }

        lab.Hosts = [.. spec.Hosts.Select(host => new LabHostResource(host.Name, host.Gateway, lab))];
        lab.Containers = [.. Containers(spec, lab)];
        builder.Services.TryAddSingleton<MapServer>();
        builder.Services
            .AddKeyedSingleton(name, (services, _) => new LabConsole(lab, services))
            .AddSingleton<IHostedService>(services => LabConsole.Of(lab, services).Watch);
        return builder.AddLabResources(lab);
    }

    private static IResourceBuilder<LabResource> AddLabResources(this IDistributedApplicationBuilder builder, LabResource lab)
    {
        var resource = builder.AddResource(lab)
            .WithInitialState(LabSnapshots.Initial(LabSnapshots.LabType))
            .WithIconName("Beaker")
            .WithLabCommands();
        foreach (var host in lab.Hosts)
        {
            builder.AddResource(host)
                .WithInitialState(LabSnapshots.Initial(LabSnapshots.HostType))
                .WithIconName("Server")
                .WithHostCommands();
        }

        foreach (var container in lab.Containers)
        {
            builder.AddResource(container)
                .WithInitialState(LabSnapshots.Initial(LabSnapshots.ContainerType))
                .WithIconName("Box")
                .WithContainerCommands();
        }

        return resource;
    }

    private static IEnumerable<LabContainerResource> Containers(LabSpec spec, LabResource lab)
    {
        LabHostResource On(string host) => lab.Hosts.Single(one => one.Name == host);
        yield return new LabContainerResource(spec.Redis.Name, spec.Redis.Address, spec.Redis.Port, On(spec.Redis.Host));
        foreach (var chat in spec.Chat)
        {
            yield return new LabContainerResource(chat.Name, chat.Address, chat.Publish, On(chat.Host)) { Published = chat.Publish };
        }

        yield return new LabContainerResource(
            spec.Dashboard.Name, spec.Dashboard.Address, DashboardSpec.OtlpPort, On(spec.Dashboard.Host));
    }
}
