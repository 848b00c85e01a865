using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatAspire.Testing;

/// <summary>A Redis-compatible server, run as a process with its own port and data folder.</summary>
public abstract class RedisServerBase : IAsyncDisposable
{
    private ChildProcess? _process;

    /// <summary>Its port on 127.0.0.1; unchanged by a restart.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Its connection string.</summary>
    public string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>The folder of its data; deleted on disposal.</summary>
    public string Data { get; } = Directory.CreateTempSubdirectory("chat-redis-").FullName;

    /// <summary>The output since the last start.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>True when the server was started and has not exited.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>True if it notifies nodes of a message before the message is in its file.</summary>
    public virtual bool NotifiesBeforeSaving => false;

    /// <summary>Starts the server, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        _process = Launch();
        await Wait.UntilAsync(
            $"{GetType().Name} answers on port {Port}",
            AnswersAsync,
            TimeSpan.FromSeconds(20),
            () => Output,
            _process.ThrowIfExited);
    }

    /// <summary>Kills the server (SIGKILL): data not yet on disk is lost.</summary>
    public Task KillAsync() => Process.KillAsync();

    /// <summary>Stops the server (SIGTERM).</summary>
    public Task StopAsync() => Process.StopAsync(TimeSpan.FromSeconds(20));

    /// <summary>Freezes the server (SIGSTOP).</summary>
    public void Freeze() => Process.Freeze();

    /// <summary>Resumes the server (SIGCONT).</summary>
    public void Thaw() => Process.Thaw();

    /// <summary>Sends one command and returns the first line of the answer, such as <c>+PONG</c>.</summary>
    public async Task<string> SendAsync(params string[] command)
    {
        var answer = await AskAsync(command);
        return answer[..answer.IndexOf('\r', StringComparison.Ordinal)];
    }

    /// <summary>Sends one command and returns the whole answer, as the server encodes it.</summary>
    public async Task<string> AskAsync(params string[] command)
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
        var answer = new StringBuilder();
        await ReadAnswerAsync(reader, answer, limit.Token);
        return answer.ToString();
    }

    // *2, $3, a bulk string, :42, +OK, -ERR …; see https://redis.io/docs/latest/develop/reference/protocol-spec/
    private static async Task ReadAnswerAsync(StreamReader reader, StringBuilder answer, CancellationToken cancel)
    {
        var line = await reader.ReadLineAsync(cancel) ?? throw new IOException("The connection was closed.");
        answer.Append(line).Append("\r\n");
        var length = line[0] is '*' or '$' ? int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture) : 0;
        if (line[0] == '$' && length >= 0)
        {
            var bulk = new char[length + 2]; // the tests' answers are ASCII
            await reader.ReadBlockAsync(bulk, cancel);
            answer.Append(bulk);
        }

        for (var i = 0; line[0] == '*' && i < length; i++)
        {
            await ReadAnswerAsync(reader, answer, cancel);
        }
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

    /// <summary>Starts the server's process.</summary>
    protected abstract ChildProcess Launch();

    private ChildProcess Process => _process ?? throw new InvalidOperationException("The server has not been started.");

    private async Task<bool> AnswersAsync() => await SendAsync("PING") == "+PONG";
}
