using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace ChatAspire.Network.Execution;

/// <summary>
/// Runs commands on a host over SSH. All commands share one connection, with a channel each. The first command opens it; if it is lost, the
/// next command reopens it. Only pinned host keys are accepted.
/// </summary>
public sealed class SshCommandRunner(string name, SshEndpoint endpoint) : IStreamingRunner, IPortForwarder
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The environment variable that marks a command and its children. OpenSSH does not deliver signals to a session of root, so a command
    /// to be killed is found by this mark in <c>/proc/PID/environ</c>.
    /// </summary>
    private const string RunVariable = "CHATLAB_RUN";

    private readonly SemaphoreSlim _connecting = new(1, 1);
    private SshClient? _client;

    public string Name => name;

    /// <summary>The host's address and keys.</summary>
    public SshEndpoint Endpoint => endpoint;

    public async Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var code = await RunAsync(command, output, error, cancellation);
        return new CommandResult(
            name,
            command,
            code,
            output.GetBuffer().AsMemory(0, (int)output.Length),
            Encoding.UTF8.GetString(error.GetBuffer(), 0, (int)error.Length),
            Stopwatch.GetElapsedTime(started));
    }

    public async Task<int> RunAsync(HostCommand command, Stream output, Stream error, CancellationToken cancellation)
    {
        await using var input = command.Input?.Open(); // fails before the command starts
        var client = await ConnectAsync(cancellation);
        var runId = $"{RunVariable}={Guid.NewGuid():N}";
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(command.Timeout);
        try
        {
            using var ssh = client.CreateCommand($"export {runId}; {Line(command)}");
            // SSH.NET opens the channel synchronously and blocks while the server's session limit is reached.
            var running = await Task.Run(() => new { Exit = ssh.ExecuteAsync(CancellationToken.None) }, deadline.Token);
            var copies = Task.WhenAll(CopyAsync(ssh.OutputStream, output), CopyAsync(ssh.ExtendedOutputStream, error));
            var (exit, feeding) = (running.Exit.WaitAsync(deadline.Token), FeedAsync(ssh, input, deadline.Token));
            await await Task.WhenAny(feeding, exit);
            await exit;
            await copies;
            return ExitCode(ssh);
        }
        catch (OperationCanceledException)
        {
            await KillAsync(client, runId);
            cancellation.ThrowIfCancellationRequested();
            throw new CommandFailedException(name, command, $"timeout after {command.Timeout.TotalSeconds:0.#} s");
        }
        // ObjectDisposedException: another command found the connection lost and replaced it.
        catch (Exception e) when (e is SshException or SocketException or ObjectDisposedException)
        {
            throw new HostUnreachableException(
                $"{name}: the connection was lost while this command ran: {command.ToShell()} ({e.Message})", inner: e);
        }
    }

    public async Task<PortForward> ForwardLocalAsync(string address, int port, int localPort, CancellationToken cancellation) =>
        await ForwardAsync(
            new ForwardedPortLocal("127.0.0.1", (uint)localPort, address, (uint)port), forward => forward.BoundPort, cancellation);

    public async Task<PortForward> ForwardRemoteAsync(int port, CancellationToken cancellation) =>
        await ForwardAsync(
            new ForwardedPortRemote("127.0.0.1", 0, "127.0.0.1", (uint)port), forward => forward.BoundPort, cancellation);

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _connecting.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<PortForward> ForwardAsync<T>(T forward, Func<T, uint> boundPort, CancellationToken cancellation)
        where T : ForwardedPort
    {
        var client = await ConnectAsync(cancellation);
        client.AddForwardedPort(forward);
        try
        {
            await Task.Run(forward.Start, cancellation);
        }
        catch (SocketException e)
        {
            forward.Dispose();
            throw new HostUnreachableException(
                $"{name}: cannot open a tunnel: {e.Message}", "Check that no other program uses the local port.", e);
        }

        return new PortForward((int)boundPort(forward), forward.Dispose);
    }

    private async Task<SshClient> ConnectAsync(CancellationToken cancellation)
    {
        if (_client is { IsConnected: true } connected)
        {
            return connected;
        }

        await _connecting.WaitAsync(cancellation);
        try
        {
            if (_client is not { IsConnected: true })
            {
                _client?.Dispose();
                _client = await OpenConnectionAsync(cancellation);
            }

            return _client;
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task<SshClient> OpenConnectionAsync(CancellationToken cancellation)
    {
        PoolThreads.Reserve();
        var client = new SshClient(new ConnectionInfo(
            endpoint.Address.Address.ToString(),
            endpoint.Address.Port,
            endpoint.User,
            new PrivateKeyAuthenticationMethod(endpoint.User, Key()))
        {
            Timeout = ConnectTimeout,
        })
        {
            KeepAliveInterval = KeepAlive,
        };
        var offered = "";
        client.HostKeyReceived += (_, e) =>
        {
            offered = Convert.ToBase64String(e.HostKey);
            e.CanTrust = endpoint.Accepts(offered);
        };
        PinHostKeyAlgorithm(client.ConnectionInfo);
        SkipPostQuantumKeyExchange(client.ConnectionInfo);
        try
        {
            await client.ConnectAsync(cancellation);
            return client;
        }
        catch (Exception e) when (e is SshException or SocketException or IOException)
        {
            client.Dispose();
            throw Unreachable(e, offered);
        }
    }

    private PrivateKeyFile Key()
    {
        try
        {
            return new PrivateKeyFile(endpoint.PrivateKeyPath);
        }
        catch (Exception e) when (e is SshException or IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"{name}: cannot read the private key {endpoint.PrivateKeyPath}: {e.Message}",
                $"The file is damaged or not yours: {endpoint.KeyHint}.",
                e);
        }
    }

    /// <summary>Negotiates only the pinned key's algorithm, because a host may also have keys of other algorithms.</summary>
    private void PinHostKeyAlgorithm(ConnectionInfo connection)
    {
        var pinned = endpoint.HostKey.Split(' ')[0];
        Remove(connection.HostKeyAlgorithms, algorithm => algorithm != pinned);
    }

    /// <summary>
    /// Skips post-quantum key exchange (sntrup761, ML-KEM) on loopback, where harvest-now-decrypt-later is no threat. SSH.NET implements
    /// it in managed code, and skipping it halves the processor time of connecting.
    /// </summary>
    private void SkipPostQuantumKeyExchange(ConnectionInfo connection)
    {
        if (IPAddress.IsLoopback(endpoint.Address.Address))
        {
            Remove(connection.KeyExchangeAlgorithms, algorithm =>
                algorithm.StartsWith("mlkem", StringComparison.Ordinal) || algorithm.StartsWith("sntrup", StringComparison.Ordinal));
        }
    }

    private static void Remove<T>(IDictionary<string, T> algorithms, Func<string, bool> unwanted)
    {
        foreach (var algorithm in algorithms.Keys.Where(unwanted).ToList())
        {
            algorithms.Remove(algorithm);
        }
    }

    private HostUnreachableException Unreachable(Exception e, string offered)
    {
        if (offered.Length > 0 && !endpoint.Accepts(offered))
        {
            return new HostUnreachableException(
                $"{name}: {endpoint.Address} presented another host key than the pinned one ({offered}). Nothing was sent to it.",
                $"Something else answers at this address, or the host was replaced: {endpoint.KeyHint}.",
                e)
            { HostKeyMismatch = true };
        }

        return e is SshAuthenticationException
            ? new($"{name}: {endpoint.Address} refuses user {endpoint.User} with the key {endpoint.PrivateKeyPath}: {e.Message}",
                $"The key was replaced after the host was created: {endpoint.KeyHint}.", e)
            : new($"{name}: no SSH at {endpoint.Address}: {e.Message}",
                "Check that the host is running and that no firewall blocks the port.", e);
    }

    /// <summary>Sends SIGTERM to the command and its children, and SIGKILL to those still running after a second.</summary>
    private static async Task KillAsync(SshClient client, string runId)
    {
        var kill = HostCommand.Shell(
            """
            for signal in TERM KILL; do
              pids=$(grep -lsxz "$1" /proc/[0-9]*/environ | cut -d/ -f3)
              [ -n "$pids" ] || exit 0
              kill -$signal $pids 2>/dev/null
              sleep 1
            done
            """, runId);
        try
        {
            using var ssh = client.CreateCommand(kill.ToShellWords());
            await Task.Run(() => ssh.ExecuteAsync(CancellationToken.None)).WaitAsync(ConnectTimeout);
        }
        catch (Exception e) when (e is SshException or TimeoutException or ObjectDisposedException)
        {
            // Without a connection nothing can be killed; the caller still gets its cancellation or timeout.
        }
    }

    /// <summary>
    /// Builds the line for the host's shell. After the command, the line drains the input that the command left unread: SSH.NET may still
    /// send when the channel closes, and OpenSSH answers data for a closed channel by closing the connection, which ends all its commands.
    /// </summary>
    private static string Line(HostCommand command) => command.Input switch
    {
        // SSH.NET sends EOF only after it has sent data, so a command without an input reads /dev/null.
        null => $"exec {command.ToShellWords()} </dev/null",
        { IsEndSignal: true } => $"exec {command.ToShellWords()}",
        _ => $"{command.ToShellWords()}; code=$?; cat >/dev/null; exit $code",
    };

    /// <summary>
    /// Copies on a dedicated thread, because SSH.NET blocks the thread that reads. Long-running commands (logs, captures) would occupy the
    /// threads of the pool, which grows slowly (<see cref="PoolThreads"/>).
    /// </summary>
    private static Task CopyAsync(Stream from, Stream to) => Task.Factory.StartNew(
        () => from.CopyTo(to), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static async Task FeedAsync(SshCommand ssh, Stream? input, CancellationToken cancellation)
    {
        if (input is null)
        {
            return;
        }

        try
        {
            await using var stdin = ssh.CreateInputStream();
            await input.CopyToAsync(stdin, cancellation);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or SshException or SocketException)
        {
            // The connection was lost, and the command ended with it; awaiting the command reports that.
        }
    }

    /// <summary>
    /// Returns the exit code as a shell reports it: 128 + n for a program ended by signal n. SSH transmits the signal's name instead of n;
    /// an unlisted name yields 128.
    /// </summary>
    private static int ExitCode(SshCommand ssh) => ssh.ExitStatus ?? 128 + ssh.ExitSignal switch
    {
        "HUP" => 1,
        "INT" => 2,
        "ABRT" => 6,
        "KILL" => 9,
        "SEGV" => 11,
        "TERM" => 15,
        _ => 0,
    };
}
