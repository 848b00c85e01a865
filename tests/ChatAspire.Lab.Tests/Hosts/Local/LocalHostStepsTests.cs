using ChatAspire.Lab.Hosts.Local;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Tests.Hosts.Local;

/// <summary>Tests the commands run in a local host, with replacement programs.</summary>
public sealed class LocalHostStepsTests
{
    private static readonly LabSpec Spec = LabSpec.Load(Path.Combine(AppContext.BaseDirectory, "lab.json"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Killing `docker exec` leaves its program running, so a program that never ends would add another at every `up`.</summary>
    [Fact]
    public async Task The_wait_for_an_engine_that_never_comes_ends_by_itself()
    {
        var plan = new LocalHostPlan(Spec, Spec.Hosts[0], "host", "net", "10.77.0.11", new Dictionary<int, int>(),
            new EngineFacts("2", "/var/lib/docker", []));
        var wait = LocalHostSteps.Host(plan, new LocalKeys(new LabDirectory(Spec, HostSources.Local)))
            .Single(step => step.Title == "Its SSH server and its Docker Engine answer").Apply[0];
        Assert.Equal(["exec", "host"], wait.Arguments.Take(2));
        var folder = Directory.CreateTempSubdirectory("chatlab-wait-").FullName;
        await using var machine = new LocalMachine();
        try
        {
            (await machine.RunAsync(HostCommand.Shell(
                """
                cd "$1"
                printf '#!/bin/sh\nexit 1\n' > pgrep
                # A clock of which half a minute passes between two looks.
                printf '#!/bin/sh\necho >> %s/looks\necho $(($(wc -l < %s/looks) * 30))\n' "$1" "$1" > date
                chmod 700 pgrep date
                """, folder), Cancellation)).Check();

            var ended = await machine.RunAsync(
                new HostCommand("env", [$"PATH={folder}:/usr/bin:/bin", .. wait.Arguments.Skip(2)])
                    .WithTimeout(TimeSpan.FromSeconds(5)), Cancellation);

            Assert.Equal((1, "no SSH server and Docker Engine within 90 s\n"), (ended.ExitCode, ended.Error));
            Assert.True(wait.Timeout > TimeSpan.FromSeconds(90), $"{wait.Timeout} is too short for it to say so");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
