using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using ChatAspire.Hosting.Lab.Commands;
using ChatAspire.Hosting.Lab.Observation;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.AppHost.Tests;

/// <summary>A lab in the application model of any AppHost.</summary>
public sealed class LabModelTests
{
    private static readonly string LabFile = Path.Combine(Repository.Root, "lab.json");

    [Fact]
    public void The_hosts_are_children_of_the_lab_and_the_containers_of_their_hosts()
    {
        var builder = DistributedApplication.CreateBuilder([]);

        var lab = builder.AddLab("lab", LabFile).Resource;

        Assert.Equal(["host-a", "host-b"], lab.Hosts.Select(host => host.Name));
        Assert.All(lab.Hosts, host => Assert.Same(lab, host.Parent));
        Assert.Equal(
            [("redis", "host-a"), ("chat-a", "host-a"), ("chat-b", "host-b"), ("dashboard", "host-a")],
            lab.Containers.Select(container => (container.Name, container.Parent.Name)));
        Assert.Equal(
            ["lab", "host-a", "host-b", "redis", "chat-a", "chat-b", "dashboard"], builder.Resources.Select(resource => resource.Name));
    }

    [Theory]
    [InlineData("lab", "resource-start resource-stop verify walk-message walk challenge lesson")]
    [InlineData("host-a", "terminal inspect verify")]
    [InlineData("chat-b", "terminal walk restart")]
    public void Each_resource_has_its_commands(string resource, string commands)
    {
        var builder = DistributedApplication.CreateBuilder([]);
        builder.AddLab("lab", LabFile);

        Assert.Equal(
            commands.Replace("resource-start", KnownResourceCommands.StartCommand)
                .Replace("resource-stop", KnownResourceCommands.StopCommand),
            string.Join(' ', Commands(builder, resource).Select(command => command.Name)));
    }

    [Fact]
    public void Commands_that_open_a_terminal_are_for_the_dashboard_only()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        builder.AddLab("lab", LabFile);

        Assert.Equal(
            ["lesson", "terminal"],
            builder.Resources.SelectMany(resource => Commands(builder, resource.Name))
                .Where(command => command.Visibility == ResourceCommandVisibility.UI).Select(command => command.Name).Distinct());
    }

    [Fact]
    public void The_walk_from_a_container_takes_its_other_end_from_what_is_there_or_as_text()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        var lab = builder.AddLab("lab", LabFile).Resource;

        var to = Assert.Single(Commands(builder, "chat-b").Single(command => command.Name == "walk").Arguments);

        Assert.Equal(("to", true, true), (to.Name, to.Required, to.AllowCustomChoice));
        var chatA = new HostReading("28", [new ContainerReading("chat-a", "chat", "running", "Up 1 second")], "1");
        var facts = new HostFacts(new HostSpec("host-a", "172.18.0.1"), "10.0.0.1", "eth0", 1500, new Dictionary<int, Uri>());
        lab.Choices.Update(LabReading.None with
        {
            Hosts = new Dictionary<string, (HostFacts, HostReading)> { ["host-a"] = (facts, chatA) },
        });
        Assert.Equal(["chat-a:5000", "host-a"], to.Options!.Select(option => option.Key));
    }

    [Fact]
    public void A_machine_without_a_lab_has_a_walk_whose_ends_follow_its_containers()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        var choices = new ArgumentChoices<MachineReading>();
        builder.AddResource(new MachineResource("machine")).WithMachineCommands(choices);

        choices.Update(MachineReading.Parse(
            ["web-kzbqvxae\t127.0.0.1:32768->80/tcp, [::1]:32768->80/tcp", "store-hxqnwvry\t6379/tcp", "dns\t0.0.0.0:53->53/udp"]));

        var arguments = Commands(builder, "machine").Single(command => command.Name == "walk").Arguments;
        Assert.Equal(
            ["dns", "store-hxqnwvry", "web-kzbqvxae", "localhost"], arguments[0].Options!.Select(option => option.Key));
        Assert.Equal(
            ["dns", "store-hxqnwvry", "web-kzbqvxae", "localhost:32768"], arguments[1].Options!.Select(option => option.Key));
    }

    [Fact]
    public void The_walk_of_this_machine_needs_no_lab()
    {
        var builder = DistributedApplication.CreateBuilder([]).WithWalk();

        Assert.Equal(["walk", "inspect"], Commands(builder, "machine").Select(command => command.Name));
    }

    [Fact]
    public void The_lab_of_the_package_is_the_default()
    {
        var builder = DistributedApplication.CreateBuilder([]);

        Assert.Equal(["host-a", "host-b"], builder.AddLab("lab").Resource.Hosts.Select(host => host.Name));
    }

    [Fact]
    public void Two_labs_fit_into_one_application()
    {
        using var file = new LabFileOf("other", "host-c", "host-d", "redis-2", "chat-c", "chat-d", "dashboard-2");
        var builder = DistributedApplication.CreateBuilder([]);

        builder.AddLab("lab", LabFile);
        builder.AddLab("other", file.Path);

        Assert.Equal(14, builder.Resources.Count);
    }

    [Fact]
    public void An_invalid_lab_file_is_reported_with_the_JSON_path()
    {
        using var file = new LabFileOf("lab", "host-a", "host-a", "redis", "chat-a", "chat-b", "dashboard");
        var builder = DistributedApplication.CreateBuilder([]);

        var error = Assert.ThrowsAny<UserErrorException>(() => builder.AddLab("lab", file.Path));

        Assert.Contains("$.hosts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_lab_s_resources_are_absent_when_the_application_is_published()
    {
        var builder = DistributedApplication.CreateBuilder(["--operation", "publish", "--publisher", "manifest"]);

        builder.AddLab("lab", LabFile);

        Assert.Empty(builder.Resources);
    }

    private static IEnumerable<ResourceCommandAnnotation> Commands(IDistributedApplicationBuilder builder, string resource) =>
        builder.Resources.Single(one => one.Name == resource).Annotations.OfType<ResourceCommandAnnotation>();
}
