using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ChatAspire.Testing;

namespace ChatAspire.AppHost.Tests;

/// <summary>A client of the two chat nodes at the addresses of lab.json.</summary>
internal static class Chat
{
    /// <summary>The room of these tests. Its history stays under artifacts/, so all of them share one.</summary>
    public const string Room = "apphost-tests";

    private static readonly TimeSpan PostTimeout = TimeSpan.FromSeconds(20);

    public static HttpClient A { get; } = new() { BaseAddress = new Uri("http://127.18.0.11:5000") };

    public static HttpClient B { get; } = new() { BaseAddress = new Uri("http://127.18.0.22:5000") };

    /// <summary>Returns the description of a node.</summary>
    public static Task<string> NodeAsync(HttpClient node) =>
        node.GetStringAsync(new Uri("/api/node", UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>Returns whether both nodes are ready.</summary>
    public static async Task<bool> IsReadyAsync() => await IsReadyAsync(A) && await IsReadyAsync(B);

    /// <summary>Posts a message through chat-a, again while the node answers that Redis is unavailable.</summary>
    public static Task PostAsync(string id, string text) => Wait.UntilAsync(
        "chat-a takes the message",
        async () =>
        {
            using var response = await A.PostAsJsonAsync($"/api/rooms/{Room}/messages", new { id, author = "test", text });
            return response.StatusCode != HttpStatusCode.ServiceUnavailable && response.EnsureSuccessStatusCode().IsSuccessStatusCode;
        },
        PostTimeout);

    /// <summary>Returns the newest message of the room, read from chat-b.</summary>
    public static async Task<string> NewestMessageAsync()
    {
        var last = JsonSerializer.Deserialize<JsonElement>(await MessagesAsync("")).GetProperty("last").GetInt64();
        return await MessagesAsync($"?after={last - 1}");
    }

    /// <summary>Opens an event stream on chat-b.</summary>
    public static async Task<SseClient> ListenOnBAsync()
    {
        var events = new SseClient(B, new Uri(B.BaseAddress!, $"/api/rooms/{Room}/events?name=reader&tail=1"));
        await events.UntilAsync("hello");
        return events;
    }

    /// <summary>Posts a message through chat-a, waits until a reader on chat-b has it, and returns it.</summary>
    public static async Task<SseEvent> SendAcrossAsync(string text)
    {
        // A node reads a room's history without spans, so the room is opened on chat-b before the message is posted.
        await PostAsync(Guid.NewGuid().ToString(), "opens the room");
        using var events = await ListenOnBAsync();
        await events.UntilAsync("message");
        var id = Guid.NewGuid().ToString();
        await PostAsync(id, text);
        return await events.UntilAsync(item => item.Name == "message" && item.Json.GetProperty("id").GetString() == id);
    }

    /// <summary>Sends a message across and returns its trace id.</summary>
    public static async Task<string> SendTracedAsync(string text) =>
        (await SendAcrossAsync(text)).Json.GetProperty("traceparent").GetString()!.Split('-')[1];

    private static Task<string> MessagesAsync(string query) =>
        B.GetStringAsync(new Uri($"/api/rooms/{Room}/messages{query}", UriKind.Relative), TestContext.Current.CancellationToken);

    private static async Task<bool> IsReadyAsync(HttpClient node)
    {
        using var response = await node.GetAsync(new Uri("/health", UriKind.Relative));
        return response.IsSuccessStatusCode;
    }
}
