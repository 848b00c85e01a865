using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.Network.Tests.Execution;

public sealed class SshCommandRunnerTests(SshServer server) : IClassFixture<SshServer>, IAsyncDisposable
{
    private readonly SshCommandRunner _host = new("host-a", server.Endpoint);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Returns_output_error_and_exit_code()
    {
        var result = await _host.RunAsync(HostCommand.Shell("echo out; echo err >&2; exit 7"), Cancellation);

        Assert.Equal(("out\n", "err\n", 7), (result.Output, result.Error, result.ExitCode));
    }

    [Theory]
    [MemberData(nameof(ShellQuoteTests.DifficultWords), MemberType = typeof(ShellQuoteTests))]
    public async Task Passes_arguments_unchanged(string argument)
    {
        var result = await _host.RunAsync(new HostCommand("printf", "%s", argument), Cancellation);

        Assert.Equal(argument, result.Check().Output);
    }

    [Fact]
    public async Task Runs_forty_commands_at_once_over_one_connection()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            _host.RunAsync(HostCommand.Shell("sleep 0.1; echo \"$1 $PPID\"", $"{i}"), Cancellation)));

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}"), results.Select(result => result.Check().Output.Split(' ')[0]));
        // A session's shell is a child of its connection's process.
        Assert.Single(results.Select(result => result.Output.Split(' ')[1]).Distinct());
    }

    [Fact]
    public async Task Copies_output_while_the_command_runs()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var (output, error) = (new Pipe(), new Pipe());
        var running = _host.RunAsync(
            HostCommand.Shell("echo out; echo err >&2; exec sleep 300"), output.Writer.AsStream(), error.Writer.AsStream(), cancel.Token);

        Assert.Equal("out", await new StreamReader(output.Reader.AsStream()).ReadLineAsync(Cancellation));
        Assert.Equal("err", await new StreamReader(error.Reader.AsStream()).ReadLineAsync(Cancellation));

        Assert.False(running.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Kills_a_cancelled_command_on_the_host()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var marker = $"sleep-{Guid.NewGuid():N}";
        var running = _host.RunAsync(new HostCommand("bash", "-c", "exec -a \"$1\" sleep 300", "bash", marker), cancel.Token);
        await Wait.UntilAsync("the command runs", () => Runs(marker));

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Wait.UntilAsync("the command is gone", () => !Runs(marker));
    }

    [Fact]
    public async Task Kills_a_command_after_its_timeout_and_names_it()
    {
        var started = Stopwatch.GetTimestamp();

        var failure = await Assert.ThrowsAsync<CommandFailedException>(() =>
            _host.RunAsync(new HostCommand("sleep", "300").WithTimeout(TimeSpan.FromSeconds(0.5)), Cancellation));

        Assert.Contains("host-a: timeout after 0.5 s from\n    sleep 300", failure.Message, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_lost_connection_fails_the_command_and_the_next_command_reconnects()
    {
        var running = _host.RunAsync(new HostCommand("sleep", "300"), Cancellation);
        var pgrep = new HostCommand("pgrep", "-f", "^sleep 300$");
        await Wait.UntilAsync("the command runs", async () => (await _host.RunAsync(pgrep, Cancellation)).Succeeded);

        server.CutConnections();

        var lost = await Assert.ThrowsAsync<HostUnreachableException>(() => running);
        Assert.Contains("sleep 300", lost.Message, StringComparison.Ordinal);
        Assert.Equal("back\n", (await _host.RunAsync(new HostCommand("echo", "back"), Cancellation)).Output);
    }

    [Fact]
    public async Task Rejects_another_host_key_than_the_pinned_one()
    {
        var endpoint = server.Endpoint with { HostKey = SshKeyPair.Create("expected").PublicKey, KeyHint = "do this" };
        await using var impostor = new SshCommandRunner("host-a", endpoint);

        var refused = await Assert.ThrowsAsync<HostUnreachableException>(() => impostor.RunAsync(new HostCommand("true"), Cancellation));

        Assert.Contains("another host key than the pinned one", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith(": do this.", refused.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_the_user_key_that_the_server_refuses()
    {
        var key = Path.GetTempFileName();
        await File.WriteAllTextAsync(key, SshKeyPair.Create("stranger").PrivateKey, Cancellation);
        await using var stranger = new SshCommandRunner("host-a", server.Endpoint with { PrivateKeyPath = key });

        var refused = await Assert.ThrowsAsync<HostUnreachableException>(() => stranger.RunAsync(new HostCommand("true"), Cancellation));

        Assert.Contains($"refuses user {server.Endpoint.User} with the key {key}", refused.Message, StringComparison.Ordinal);
        File.Delete(key);
    }

    [Fact]
    public async Task Names_a_key_file_that_cannot_be_read()
    {
        var empty = Path.GetTempFileName();
        foreach (var key in new[] { empty, $"{empty}.none", Path.GetTempPath() })
        {
            await using var host = new SshCommandRunner("host-a", server.Endpoint with { PrivateKeyPath = key });

            var failure = await Assert.ThrowsAsync<UserErrorException>(() => host.RunAsync(new HostCommand("true"), Cancellation));

            Assert.Contains($"cannot read the private key {key}", failure.Message, StringComparison.Ordinal);
        }

        File.Delete(empty);
    }

    [Fact]
    public async Task Names_the_address_at_which_no_server_listens()
    {
        var unused = new IPEndPoint(IPAddress.Loopback, TcpPort.FindFree());
        await using var host = new SshCommandRunner("host-a", server.Endpoint with { Address = unused });

        var failure = await Assert.ThrowsAsync<HostUnreachableException>(() => host.RunAsync(new HostCommand("true"), Cancellation));

        Assert.Contains($"host-a: no SSH at {unused}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uploads_a_file_with_its_mode_and_downloads_it()
    {
        var directory = Directory.CreateTempSubdirectory("chatlab-files-").FullName;
        var content = new byte[3_000_000];
        Random.Shared.NextBytes(content);
        var path = Path.Combine(directory, "made", "it's a file");

        await _host.UploadAsync(
            CommandInput.FromStream(() => new MemoryStream(content), "random"),
            path,
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            Cancellation);

        Assert.Equal(content, await File.ReadAllBytesAsync(path, Cancellation));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(content, (await _host.DownloadAsync(path, Cancellation)).ToArray());
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_command_that_ignores_its_input_does_not_disturb_others_on_the_connection()
    {
        var zeros = CommandInput.FromStream(() => new MemoryStream(new byte[1_000_000]), "zeros");
        var unread = new HostCommand("sh", "-c", "exit 3") { Input = zeros };
        var other = _host.RunAsync(HostCommand.Shell("sleep 1; echo still here"), Cancellation);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _host.RunAsync(unread, Cancellation)));

        Assert.All(results, result => Assert.Equal(3, result.ExitCode));
        Assert.Equal("still here\n", (await other).Output);
    }

    [Fact]
    public async Task Forwards_a_local_port_to_the_host()
    {
        var echo = Greet("from the host");

        using var forward = await _host.ForwardLocalAsync("127.0.0.1", echo, 0, Cancellation);

        Assert.Equal("from the host", await ReadAllAsync(forward.Port));
    }

    [Fact]
    public async Task Forwards_a_port_of_the_host_to_this_machine()
    {
        var echo = Greet("from this machine");

        using var forward = await _host.ForwardRemoteAsync(echo, Cancellation);

        Assert.Equal("from this machine", await ReadAllAsync(forward.Port));
    }

    private static int Greet(string text)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(Cancellation);
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation);
            listener.Stop();
        }, Cancellation);
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<string> ReadAllAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Cancellation);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync(Cancellation);
    }

    private static bool Runs(string marker)
    {
        using var pgrep = Process.Start(new ProcessStartInfo("pgrep", ["-f", $"^{marker}"]) { RedirectStandardOutput = true })!;
        pgrep.WaitForExit();
        return pgrep.ExitCode == 0;
    }
}
