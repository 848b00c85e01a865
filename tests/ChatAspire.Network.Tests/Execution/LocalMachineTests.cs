using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.Network.Tests.Execution;

public sealed class LocalMachineTests : IAsyncDisposable
{
    private readonly LocalMachine _machine = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _machine.DisposeAsync();

    [Fact]
    public async Task A_failed_command_shows_a_line_to_paste_and_its_output()
    {
        var result = await _machine.RunAsync(HostCommand.Shell("echo \"$1\"; echo no >&2; exit 3", "it's"), Cancellation);

        var failure = Assert.Throws<CommandFailedException>(() => result.Check("Try again."));

        Assert.Equal("""
            this machine: exit code 3 from
                sh -c 'echo "$1"; echo no >&2; exit 3' sh 'it'\''s'
              stdout:
                it's
              stderr:
                no
            """, failure.Message);
        Assert.Equal("Try again.", failure.Hint);
    }

    /// <summary>Otherwise it would read an empty input, and might write that over a file.</summary>
    [Fact]
    public async Task A_command_whose_input_cannot_be_opened_does_not_start()
    {
        var folder = Directory.CreateTempSubdirectory("input-");
        var written = Path.Combine(folder.FullName, "written");

        await Assert.ThrowsAsync<FileNotFoundException>(() => _machine.RunAsync(
            HostCommand.Shell("""cat > "$1" """, written) with { Input = CommandInput.File(Path.Combine(folder.FullName, "missing")) },
            Cancellation));

        Assert.False(File.Exists(written));
        folder.Delete();
    }

    [Fact]
    public async Task Names_a_missing_program()
    {
        var failure = await Assert.ThrowsAsync<CommandFailedException>(
            () => _machine.RunAsync(new HostCommand("no-such-program", "x y"), Cancellation));

        Assert.Contains("no-such-program 'x y'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streams_input_and_output_larger_than_a_pipe()
    {
        var result = await _machine.RunAsync(
            new HostCommand("cat") { Input = CommandInput.FromStream(() => new MemoryStream(new byte[2_000_000]), "zeros") }, Cancellation);

        Assert.Equal(2_000_000, result.OutputBytes.Length);
    }

    [Fact]
    public async Task A_timeout_kills_the_children_too()
    {
        await Assert.ThrowsAsync<CommandFailedException>(() =>
            _machine.RunAsync(HostCommand.Shell("sleep 298.5 & wait").WithTimeout(TimeSpan.FromSeconds(0.3)), Cancellation));

        await Wait.UntilAsync("the child has exited", async () => !await RunsAsync("sleep 298.5"));
    }

    /// <summary>The shell waits for a child: both must receive the signal, or the shell never runs its trap.</summary>
    [Fact]
    public async Task A_cancelled_command_cleans_up_after_itself()
    {
        var folder = Directory.CreateTempSubdirectory("chatlab-ends-");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        const string Script = """trap 'touch "$1/cleaned"; exit 143' TERM; touch "$1/begun"; sleep 297.5; touch "$1/not-reached" """;
        var running = _machine.RunAsync(HostCommand.Shell(Script, folder.FullName), cancel.Token);
        await Wait.UntilAsync("the command has begun", () => File.Exists(Path.Combine(folder.FullName, "begun")));

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Equal(["begun", "cleaned"], folder.EnumerateFiles().Select(file => file.Name).Order());
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Kills_a_command_that_ignores_SIGTERM_with_its_children()
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();

        var stubborn = HostCommand.Shell("trap '' TERM; sleep 296.5 & while :; do sleep 0.1; done");
        await Assert.ThrowsAsync<CommandFailedException>(
            () => _machine.RunAsync(stubborn.WithTimeout(TimeSpan.FromSeconds(0.3)), Cancellation));

        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds, 4, 15);
        Assert.False(await RunsAsync("sleep 296.5"));
    }

    private async Task<bool> RunsAsync(string command) =>
        (await _machine.RunAsync(new HostCommand("pgrep", "-f", $"^{command}"), Cancellation)).Succeeded;
}
