using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests;

/// <summary><c>down</c> and an interrupted <c>up</c> leave nothing behind.</summary>
[Collection(nameof(MachineLab))]
public sealed class DownTests(MachineLab fixture)
{
    /// <summary>The number of labs created at once; they wait for their engines more than they compute.</summary>
    private const int Together = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// With CHATASPIRE_FULL=1 after every step; otherwise once while creating hosts, building the overlay and copying images.
    /// </summary>
    [Fact]
    public async Task Down_leaves_nothing_after_a_kill_at_any_step()
    {
        var all = fixture.FirstUp.Steps("applied", "satisfied", "repaired", "undone").Count;
        using var machine = await fixture.KeepMachineAsync();
        foreach (var steps in (FullRun.IsOn ? Enumerable.Range(1, all) : [4, 20, 39]).Chunk(Together))
        {
            TestContext.Current.SendDiagnosticMessage($"killed after {string.Join(", ", steps)} of {all} steps");
            List<Task> ending = [];
            foreach (var step in steps)
            {
                var name = $"{LabHome.Prefix}-killed-{step}";
                var lab = fixture.NewLab(name);
                ending.Add(EndAsync(lab, lab.Start("up", "--json"), step, name));
            }

            await Task.WhenAll(ending);

            await machine.AssertUnchangedAsync();
        }
    }

    [Fact]
    public async Task Down_finds_the_lab_without_its_state_and_leaves_others_alone()
    {
        var forgot = $"{LabHome.Prefix}-forgot";
        using var machine = await fixture.KeepMachineAsync();
        // Named like a third host of this lab, but labelled as another lab's.
        (await LabHome.Machine.RunAsync(HostCommand.Shell(
            """
            set -e
            docker network create --label "chatlab.lab=$1-2" "$1-underlay2"
            docker volume create --label "chatlab.lab=$1-2" "$1-host-c"
            docker create --label "chatlab.lab=$1-2" --name "$1-host-c" chataspire/debian:bookworm
            """, forgot), Cancellation)).Check();
        var others = await MachineState.ReadAsync();
        var lab = fixture.NewLab(forgot);
        await KillAfterAsync(lab.Start("up", "--json"), 8);
        Directory.Delete(fixture.KeptOf(forgot), recursive: true);

        (await lab.RunAsync("down")).EnsureSuccess();

        Assert.Equal(others, await MachineState.ReadAsync());
        (await LabHome.Machine.RunAsync(
            HostCommand.Shell("""docker rm "$1-host-c"; docker network rm "$1-underlay2"; docker volume rm "$1-host-c" """, forgot),
                Cancellation)).Check();
        await machine.AssertUnchangedAsync();
    }

    /// <summary>At once, and while copying images; with CHATASPIRE_FULL=1 at later steps too.</summary>
    [Fact]
    public async Task Ctrl_C_at_any_step_removes_the_lab_and_exits_130()
    {
        foreach (var steps in FullRun.IsOn ? [0, 1, 3, 5, 7, 9, 12, 15, 25, 38, 45, 52, 60] : new[] { 0, 39 })
        {
            var name = $"{LabHome.Prefix}-stopped";
            using var machine = await fixture.KeepMachineAsync();
            var lab = fixture.NewLab(name);
            using var up = lab.Start("up", "--json");
            await BeginsAsync(up);
            await StepsAsync(up, steps);
            var error = up.StandardError.ReadToEndAsync(Cancellation);

            (await LabHome.Machine.RunAsync(new HostCommand("kill", "-INT", $"{up.Id}"), Cancellation)).Check();
            await up.StandardOutput.ReadToEndAsync(Cancellation);
            await up.WaitForExitAsync(Cancellation);

            Assert.True(up.ExitCode == 130, $"exit code {up.ExitCode} after {steps} steps: {await error}");
            Assert.Contains("Interrupted: removing what this run created.", await error, StringComparison.Ordinal);
            await machine.AssertUnchangedAsync();
            Assert.Empty(fixture.FilesOf(name));
        }
    }

    /// <summary>Ctrl-C in a terminal also ends the Docker client, but the engine may finish the request it already accepted.</summary>
    [Fact]
    public async Task Ctrl_C_in_a_terminal_removes_what_the_engine_still_creates()
    {
        var name = $"{LabHome.Prefix}-typed";
        using var machine = await fixture.KeepMachineAsync();

        using var slow = new ProgramFolder();
        await slow.WriteAsync("docker", """
            PATH=${PATH#*:}
            case "$1 $2" in
                "network create") setsid sh -c 'sleep 3; exec docker "$@"' sh "$@" > /dev/null 2>&1 & wait $! ;;
                *) exec docker "$@" ;;
            esac
            """);

        Assert.Equal(130, await fixture.NewLab(name).RunInTerminalUntilAsync("/24 1 s", closes: false, slow.Environment["PATH"], "up"));

        await Task.Delay(TimeSpan.FromSeconds(3), Cancellation); // the engine finishes the request
        await machine.AssertUnchangedAsync();
        Assert.Empty(fixture.FilesOf(name));
    }

    [Fact]
    public async Task A_closed_terminal_removes_the_lab()
    {
        var name = $"{LabHome.Prefix}-closed";
        using var machine = await fixture.KeepMachineAsync();

        await fixture.NewLab(name).RunUntilClosedAsync("Host key and login key", "up");

        await machine.AssertUnchangedAsync();
        Assert.Empty(fixture.FilesOf(name));
    }

    [Fact]
    public async Task A_second_command_reports_the_holder_of_the_lab()
    {
        var lab = fixture.NewLab($"{LabHome.Prefix}-held");
        using var up = lab.Start("up", "--json");
        await StepsAsync(up, 1);

        var second = await lab.RunAsync("down");

        Assert.Equal(2, second.ExitCode);
        Assert.Contains($"`up` (process {up.Id})", second.Error, StringComparison.Ordinal);
        up.Kill(entireProcessTree: true);
        (await lab.RunAsync("down")).EnsureSuccess();
    }

    private async Task EndAsync(Chatlab lab, System.Diagnostics.Process up, int steps, string name)
    {
        await KillAfterAsync(up, steps);
        (await lab.RunAsync("down")).EnsureSuccess();
        Assert.Empty(fixture.FilesOf(name));
    }

    private static async Task KillAfterAsync(System.Diagnostics.Process up, int steps)
    {
        using (up)
        {
            await StepsAsync(up, steps);
            up.Kill();
            await up.WaitForExitAsync(Cancellation);
        }
    }

    private static async Task BeginsAsync(System.Diagnostics.Process up) =>
        Assert.NotNull(await up.StandardOutput.ReadLineAsync(Cancellation));

    private static async Task StepsAsync(System.Diagnostics.Process up, int steps)
    {
        for (var ended = 0; ended < steps;)
        {
            var line = await up.StandardOutput.ReadLineAsync(Cancellation)
                ?? throw new Xunit.Sdk.XunitException(
                    $"`up` ended after {ended} of {steps} steps: {await up.StandardError.ReadToEndAsync(Cancellation)}");
            ended += line.Contains("\"step-ended\"", StringComparison.Ordinal) ? 1 : 0;
        }
    }
}
