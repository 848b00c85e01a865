using ChatAspire.Provisioner.Remote;

namespace ChatAspire.Lab.Tests;

/// <summary><c>down</c> leaves nothing, whatever happened before it.</summary>
[Trait("tier", "Lab")]
public sealed class DownTests(LabFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_kill_at_any_step_down_leaves_nothing()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CHATASPIRE_FULL") == "1", "a lab for each step takes half an hour; set CHATASPIRE_FULL=1");
        var steps = fixture.FirstUp.Steps("applied", "satisfied", "repaired").Count;
        var before = await MachineAsync();
        for (var step = 1; step < steps; step++)
        {
            var lab = fixture.NewLab($"{LabFixture.Name}-killed");
            await KillAfterAsync(lab, step);

            (await lab.RunAsync("down")).Well();

            Assert.Equal(before, await MachineAsync());
        }
    }

    [Fact]
    public async Task Down_finds_the_lab_without_its_state_and_leaves_others_alone()
    {
        var forgot = $"{LabFixture.Name}-forgot";
        var before = await MachineAsync();
        (await LabFixture.Machine.RunAsync(Command.Shell(
            "docker network create \"$1-2\" >/dev/null && docker volume create \"$1-host-a2\" >/dev/null", forgot), Cancellation)).Check();
        var others = await MachineAsync();
        var lab = fixture.NewLab(forgot);
        await KillAfterAsync(lab, 6);
        Directory.Delete(fixture.KeptOf(forgot), recursive: true);

        (await lab.RunAsync("down")).Well();

        Assert.Equal(others, await MachineAsync());
        (await LabFixture.Machine.RunAsync(Command.Shell("docker network rm \"$1-2\"; docker volume rm \"$1-host-a2\"", forgot), Cancellation)).Check();
        Assert.Equal(before, await MachineAsync());
    }

    [Fact]
    public async Task Ctrl_c_takes_away_what_the_run_made_and_exits_130()
    {
        var before = await MachineAsync();
        var lab = fixture.NewLab($"{LabFixture.Name}-stopped");
        using var up = lab.Start("up", "--json");
        var error = up.StandardError.ReadToEndAsync(Cancellation);
        await StepsAsync(up, 6);

        (await LabFixture.Machine.RunAsync(new Command("kill", "-INT", $"{up.Id}"), Cancellation)).Check();
        await up.StandardOutput.ReadToEndAsync(Cancellation);
        await up.WaitForExitAsync(Cancellation);

        Assert.True(up.ExitCode == 130, await error);
        Assert.Equal(before, await MachineAsync());
    }

    [Fact]
    public async Task A_second_command_is_told_who_holds_the_lab()
    {
        var lab = fixture.NewLab($"{LabFixture.Name}-held");
        using var up = lab.Start("up", "--json");
        await StepsAsync(up, 1);

        var second = await lab.RunAsync("down");

        Assert.Equal(2, second.ExitCode);
        Assert.Contains($"`up` (process {up.Id})", second.Error, StringComparison.Ordinal);
        up.Kill(entireProcessTree: true);
        (await lab.RunAsync("down")).Well();
    }

    private static async Task KillAfterAsync(Chatlab lab, int steps)
    {
        using var up = lab.Start("up", "--json");
        var error = up.StandardError.ReadToEndAsync(Cancellation);
        await StepsAsync(up, steps);
        up.Kill();
        await up.WaitForExitAsync(Cancellation);
        await error;
    }

    private static async Task StepsAsync(System.Diagnostics.Process up, int steps)
    {
        for (var ended = 0; ended < steps;)
        {
            var line = await up.StandardOutput.ReadLineAsync(Cancellation);
            Assert.NotNull(line);
            ended += line.Contains("\"step-ended\"", StringComparison.Ordinal) ? 1 : 0;
        }
    }

    /// <summary>What a lab could leave: containers, networks, volumes, links and rules of this machine, without the fixture's own lab's.</summary>
    private static async Task<string> MachineAsync() => (await LabFixture.Machine.RunAsync(Command.Shell(
        """
        docker ps -aq --no-trunc | sort; docker network ls -q --no-trunc | sort; docker volume ls -q | sort
        ip -o link | sed 's/^[0-9]*: \([^:@]*\).*/\1/' | sort
        iptables-save | grep -v '^#' | sed 's/\[.*\]//' | sort
        """), Cancellation)).Check().Output;
}
