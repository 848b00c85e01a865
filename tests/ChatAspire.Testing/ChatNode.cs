using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ChatAspire.Testing;

/// <summary>One node of the chat: the built ChatAspire.Web, run as a process on its own port.</summary>
/// <param name="name">The node's name.</param>
/// <param name="redis">The connection string of Redis.</param>
/// <param name="settings">Configuration in addition to the tests' defaults, such as <c>("Chat__Retention", "100")</c>.</param>
public sealed class ChatNode(string name, string redis, params (string Key, string Value)[] settings) : IAsyncDisposable
{
    private ChildProcess? _process;

    /// <summary>The node's name.</summary>
    public string Name => name;

    /// <summary>The program; by default the published one, or the one that was built with the tests.</summary>
    public string Program { get; init; } = Repository.Chat;

    /// <summary>Its port on 127.0.0.1; unchanged by a restart.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Its address, with a trailing slash.</summary>
    public Uri Url => new($"http://127.0.0.1:{Port}/");

    /// <summary>A client whose base address is <see cref="Url"/>.</summary>
    public HttpClient Http => field ??= new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>The process, with its id and its output.</summary>
    public ChildProcess Process => _process ?? throw new InvalidOperationException("The node has not been started.");

    /// <summary>True when the node was started and has not exited.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Starts the node, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        Launch();
        await Wait.UntilAsync(
            $"{name} answers on port {Port}",
            async () => (await Http.GetAsync("alive")).IsSuccessStatusCode,
            TimeSpan.FromSeconds(30),
            () => Process.Output,
            Process.ThrowIfExited);
    }

    /// <summary>Starts the process without waiting until it answers.</summary>
    public void Launch()
    {
        var environment = new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = Url.ToString().TrimEnd('/'),
            ["ConnectionStrings__redis"] = redis,
            ["Chat__Node"] = name,
            ["Chat__PostsPerSecond"] = "0",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = null,
        };
        foreach (var (key, value) in settings)
        {
            environment[key] = value;
        }

        _process = ChildProcess.Start(Program, [], environment);
    }

    /// <summary>Kills the node (SIGKILL); <see cref="StartAsync"/> restarts it on the same port.</summary>
    public Task KillAsync() => Process.KillAsync();

    /// <summary>Posts a message.</summary>
    public Task<HttpResponseMessage> PostAsync(string room, string id, string author, string text) =>
        Http.PostAsJsonAsync($"api/rooms/{room}/messages", new { id, author, text });

    /// <summary>Posts a message that must be accepted. As a client should, it retries with the same id while the answer is 503.</summary>
    public async Task<(string Epoch, long Seq)> SayAsync(string room, string id, string text, string author = "tester")
    {
        var status = HttpStatusCode.ServiceUnavailable;
        var json = "";
        await Wait.UntilAsync(
            $"{name} accepts message {id}",
            async () =>
            {
                using var response = await PostAsync(room, id, author, text);
                json = await response.Content.ReadAsStringAsync();
                status = response.StatusCode;
                return status != HttpStatusCode.ServiceUnavailable;
            },
            found: () => json);
        if (status != HttpStatusCode.Created)
        {
            throw new HttpRequestException($"{name} answered {(int)status}: {json}");
        }

        using var receipt = JsonDocument.Parse(json);
        return (receipt.RootElement.GetProperty("epoch").GetString()!, receipt.RootElement.GetProperty("seq").GetInt64());
    }

    /// <summary>Opens an event stream of a room; see <see cref="SseClient"/>.</summary>
    public SseClient Events(string room, string query = "", string? lastEventId = null) =>
        new(Http, new Uri(Url, $"api/rooms/{room}/events{query}"), lastEventId);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Http.Dispose();
    }
}
