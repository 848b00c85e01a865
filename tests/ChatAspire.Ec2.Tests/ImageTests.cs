using System.Text;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Images;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Ec2.Tests;

/// <summary>Tests the choice between images sent to hosts and images pulled there.</summary>
public sealed class ImageTests
{
    private static readonly LocalMachine Here = new();

    [Theory]
    [InlineData(true, StepState.Drifted)] // sent
    [InlineData(false, StepState.Missing)] // pulled
    public async Task An_image_at_hand_is_sent_to_hosts_of_its_architecture_only(bool same, StepState expected)
    {
        var engine = await Here.RunAsync(HostCommand.Shell("docker version -f '{{.Server.Arch}}' 2>&1 || true"),
            TestContext.Current.CancellationToken);
        var architecture = engine.Output.Trim();
        Assert.SkipUnless(architecture.All(char.IsAsciiLetterOrDigit),
            $"no Docker Engine answers; eng/dockerd starts one. ({architecture})");
        var other = architecture == "arm64" ? "amd64" : "arm64";
        var image = $"chataspire-test-{Guid.NewGuid():N}";
        (await Here.RunAsync(HostCommand.Shell("tar -cT /dev/null | docker import - \"$1\"", image),
            TestContext.Current.CancellationToken)).Check();
        try
        {
            await using var host = new EmptyHost(same ? architecture : other);
            var facts = new HostFacts(new("host-a", "172.18.0.1"), "172.31.16.4", "ens5", 9001, new Dictionary<int, Uri>());
            var step = ImageSteps.OverSsh([new(facts.Spec, [new LabImage(image, "test")])]).Single().HostSteps.Single().Steps.Single();

            Assert.Equal(expected, (await step.Probe(host, TestContext.Current.CancellationToken)).State);
        }
        finally
        {
            await HostMachines.DockerAsync("rmi", image);
        }
    }

    /// <summary>A host whose engine has no image yet.</summary>
    private sealed class EmptyHost(string architecture) : ICommandRunner
    {
        public string Name => "host-a";

        public Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation) =>
            Task.FromResult(command.Arguments[0] == "version"
            ? new CommandResult(Name, command, 0, Encoding.UTF8.GetBytes($"{architecture}\n"), "", TimeSpan.Zero)
            : new CommandResult(Name, command, 1, default, "No such image", TimeSpan.Zero));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
