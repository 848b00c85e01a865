using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatAspire.Testing;

/// <summary>A server that speaks Redis, run as a process on a port of its own, with its data in a folder of its own.</summary>
public abstract class RedisServerBase : IAsyncDisposable
{
    private ChildProcess? _process;

    /// <summary>Its port on 127.0.0.1; the same after a restart.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Its connection string.</summary>
    public string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>The folder of its data; removed when this is disposed.</summary>
    public string Data { get; } = Directory.CreateTempSubdirectory("chat-redis-").FullName;

    /// <summary>What it wrote since it was started last.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>Whether it was started and has not ended.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Starts it, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        _process = Launch();
        await Wait.UntilAsync(
            $"{GetType().Name} answers on port {Port}",
            () => _process.HasExited
                ? throw new InvalidOperationException($"It ended with code {_process.ExitCode}.")
                : AnswersAsync(),
            TimeSpan.FromSeconds(20),
            () => Output);
    }

    /// <summary>Ends it with SIGKILL: what it had not written down is lost.</summary>
    public Task KillAsync() => Process.KillAsync();

    /// <summary>Ends it with SIGTERM.</summary>
    public Task StopAsync() => Process.StopAsync(TimeSpan.FromSeconds(20));

    /// <summary>Freezes it with SIGSTOP.</summary>
    public void Freeze() => Process.Freeze();

    /// <summary>Lets it go on.</summary>
    public void Thaw() => Process.Thaw();

    /// <summary>Sends one command and returns the first line of the answer, such as <c>+PONG</c>.</summary>
    public async Task<string> SendAsync(params string[] command)
    {
        using var client = new TcpClient();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await client.ConnectAsync(IPAddress.Loopback, Port, limit.Token);
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"*{command.Length}\r\n"));
        foreach (var part in command)
        {
            text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
        }

        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), limit.Token);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync(limit.Token) ?? throw new IOException("The connection was closed.");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Directory.Delete(Data, recursive: true);
    }

    /// <summary>Starts the process.</summary>
    protected abstract ChildProcess Launch();

    private ChildProcess Process => _process ?? throw new InvalidOperationException("It was not started.");

    private async Task<bool> AnswersAsync() => await SendAsync("PING") == "+PONG";
}
