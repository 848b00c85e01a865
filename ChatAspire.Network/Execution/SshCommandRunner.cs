using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace ChatAspire.Network.Execution;

/// <summary>
/// A host over SSH: one connection, made at the first command and again when it was lost, with a channel per command.
/// Only the pinned host key is accepted.
/// </summary>
public sealed class SshCommandRunner(string name, SshEndpoint endpoint) : ICommandRunner, IPortForwarder
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Every command carries it in its environment, and so do its children: OpenSSH refuses to pass signals to a
    /// session of root, so what is to be killed must be found.
    /// </summary>
    private const string RunVariable = "CHATLAB_RUN";

    private readonly SemaphoreSlim _connecting = new(1, 1);
    private SshClient? _client;

    public string Name => name;

    /// <summary>How the host is reached.</summary>
    public SshEndpoint Endpoint => endpoint;

    public async Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var code = await RunAsync(command, output, error, cancellation);
        return new CommandResult(name, command, code, output.GetBuffer().AsMemory(0, (int)output.Length), Encoding.UTF8.GetString(error.GetBuffer(), 0, (int)error.Length), Stopwatch.GetElapsedTime(started));
    }

    /// <summary>The same, with what the command writes as it comes.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> RunAsync(HostCommand command, Stream output, Stream error, CancellationToken cancellation)
    {
        var client = await ConnectAsync(cancellation);
        var mark = $"{RunVariable}={Guid.NewGuid():N}";
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(command.Timeout);
        try
        {
            using var ssh = client.CreateCommand($"export {mark}; {Line(command)}");
            // SSH.NET opens the channel synchronously, and waits there when the server's session limit is reached.
            var running = await Task.Run(() => new { Ends = ssh.ExecuteAsync(CancellationToken.None) }, deadline.Token);
            var copies = Task.WhenAll(ssh.OutputStream.CopyToAsync(output, CancellationToken.None), ssh.ExtendedOutputStream.CopyToAsync(error, CancellationToken.None));
            var (ends, feeding) = (running.Ends.WaitAsync(deadline.Token), FeedAsync(ssh, command.Input, deadline.Token));
            await await Task.WhenAny(feeding, ends);
            await ends;
            await copies;
            return ExitCode(ssh);
        }
        catch (OperationCanceledException)
        {
            await KillAsync(client, mark);
            cancellation.ThrowIfCancellationRequested();
            throw new CommandFailedException(name, command, $"no end within {command.Timeout.TotalSeconds:0.#} s");
        }
        // The last: another command found the connection lost, and made it anew.
        catch (Exception e) when (e is SshException or SocketException or ObjectDisposedException)
        {
            throw new HostUnreachableException($"{name}: the connection was lost while this ran: {command.ToShell()} ({e.Message})", inner: e);
        }
    }

    public async Task<PortForward> ForwardLocalAsync(string address, int port, int localPort, CancellationToken cancellation) =>
        await ForwardAsync(new ForwardedPortLocal("127.0.0.1", (uint)localPort, address, (uint)port), forward => forward.BoundPort, cancellation);

    public async Task<PortForward> ForwardRemoteAsync(int port, CancellationToken cancellation) =>
        await ForwardAsync(new ForwardedPortRemote("127.0.0.1", 0, "127.0.0.1", (uint)port), forward => forward.BoundPort, cancellation);

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
            throw new HostUnreachableException($"{name}: no tunnel: {e.Message}", "Another program may hold the local port.", e);
        }

        return new PortForward((int)boundPort(forward), forward.Dispose);
    }

    private async Task<SshClient> ConnectAsync(CancellationToken cancellation)
    {
        if (_client is { IsConnected: true } standing)
        {
            return standing;
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
        var client = new SshClient(new ConnectionInfo(
            endpoint.Address.Address.ToString(), endpoint.Address.Port, endpoint.User, new PrivateKeyAuthenticationMethod(endpoint.User, Key()))
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
            e.CanTrust = offered == endpoint.HostKey.Split(' ')[1];
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
            throw new UserErrorException($"{name}: the key {endpoint.PrivateKeyPath} cannot be used: {e.Message}", $"If it is yours, it is damaged: {endpoint.KeyHint}.", e);
        }
    }

    /// <summary>A host with several keys must show the one we know, so we ask for its kind only.</summary>
    private void PinHostKeyAlgorithm(ConnectionInfo connection)
    {
        var kind = endpoint.HostKey.Split(' ')[0];
        Remove(connection.HostKeyAlgorithms, algorithm => algorithm != kind);
    }

    /// <summary>
    /// Over loopback nobody keeps what is sent until there are quantum computers: without the post-quantum key exchanges (sntrup761,
    /// ML-KEM), which SSH.NET has in managed code, a connection takes half of its processor time.
    /// </summary>
    private void SkipPostQuantumKeyExchange(ConnectionInfo connection)
    {
        if (IPAddress.IsLoopback(endpoint.Address.Address))
        {
            Remove(connection.KeyExchangeAlgorithms, algorithm => algorithm.StartsWith("mlkem", StringComparison.Ordinal) || algorithm.StartsWith("sntrup", StringComparison.Ordinal));
        }
    }

    private static void Remove<T>(IDictionary<string, T> algorithms, Func<string, bool> unwanted)
    {
        foreach (var algorithm in algorithms.Keys.Where(unwanted).ToList())
        {
            algorithms.Remove(algorithm);
        }
    }

    private HostUnreachableException Unreachable(Exception e, string offered) =>
        offered.Length > 0 && offered != endpoint.HostKey.Split(' ')[1]
            ? new($"{name}: {endpoint.Address} shows another host key than the one made for it ({offered}). Nothing was sent to it.",
                $"Something else answers at this address, or the host was replaced: {endpoint.KeyHint}.", e)
            { HostKeyMismatch = true }
            : e is SshAuthenticationException
                ? new($"{name}: {endpoint.Address} refuses user {endpoint.User} with the key {endpoint.PrivateKeyPath}: {e.Message}",
                    $"The lab's key was replaced since the host was made: {endpoint.KeyHint}.", e)
                : new($"{name}: no SSH at {endpoint.Address}: {e.Message}", "Is the host running, and does a firewall block the port?", e);

    /// <summary>Asks the command and its children to end, and ends those that do not within a second.</summary>
    private static async Task KillAsync(SshClient client, string mark)
    {
        var kill = HostCommand.Shell(
            """
            for signal in TERM KILL; do
              pids=$(grep -lsxz "$1" /proc/[0-9]*/environ | cut -d/ -f3)
              [ -n "$pids" ] || exit 0
              kill -$signal $pids 2>/dev/null
              sleep 1
            done
            """, mark);
        try
        {
            using var ssh = client.CreateCommand(kill.ToShellWords());
            await Task.Run(() => ssh.ExecuteAsync(CancellationToken.None)).WaitAsync(ConnectTimeout);
        }
        catch (Exception e) when (e is SshException or TimeoutException or ObjectDisposedException)
        {
            // The connection is gone, and with it the way to kill anything; the caller hears of its cancellation or timeout.
        }
    }

    /// <summary>
    /// What a command leaves of its input is read after it: SSH.NET may go on sending when the channel is closed, and
    /// OpenSSH answers data for a closed channel by ending the whole connection, with all commands on it.
    /// </summary>
    private static string Line(HostCommand command) => command.Input switch
    {
        // A command that reads its input must see its end; SSH.NET tells the end only where something was written.
        null => $"exec {command.ToShellWords()} </dev/null",
        { IsEndSignal: true } => $"exec {command.ToShellWords()}",
        _ => $"{command.ToShellWords()}; code=$?; cat >/dev/null; exit $code",
    };

    private static async Task FeedAsync(SshCommand ssh, CommandInput? input, CancellationToken cancellation)
    {
        if (input is null)
        {
            return;
        }

        try
        {
            await using var stdin = ssh.CreateInputStream();
            await using var content = input.Open();
            await content.CopyToAsync(stdin, cancellation);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or SshException or SocketException)
        {
            // The connection ended, and the command with it, which says so.
        }
    }

    /// <summary>As a shell counts: 128 + n for a program ended by signal n (POSIX names only TERM, KILL, … on the wire).</summary>
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
