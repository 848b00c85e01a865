using System.Net.Http.Json;
using System.Text;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Lab.Walks;

/// <summary>Posts a chat message to a node as a browser would, and waits for the message on another node.</summary>
internal static class ChatMessage
{
    private const string Room = "walk";
    private const string Author = "walk";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Posts a message, and returns when it has arrived at the reader, has failed, or 10 s have passed.</summary>
    /// <param name="to">The URL of the node to which the message is posted.</param>
    /// <param name="reader">The URL of the node from which the message is read.</param>
    /// <param name="traceparent">The W3C header of the POST request.</param>
    public static async Task<ProbeOutcome> SendAsync(Uri to, Uri reader, string text, string traceparent, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Limit);
        // The propagator is disabled, because it would add a second traceparent header.
        using var handler = new SocketsHttpHandler { ActivityHeadersPropagator = null, UseProxy = false };
        using var http = new HttpClient(handler);
        try
        {
            // Posts another message first in a new room, because a room's first message may reach readers as history, which has no span.
            var history = await http.GetStringAsync(new Uri(to, $"/api/rooms/{Room}/messages?limit=1"), deadline.Token);
            if (history.Contains("\"messages\":[]", StringComparison.Ordinal))
            {
                (await PostAsync(http, to, "The first message of this room.", Traceparent.Create(), deadline.Token)).Dispose();
            }

            using var events = await http.GetAsync(new Uri(reader, $"/api/rooms/{Room}/events?name={Author}&tail=0"),
                HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            using var lines = new StreamReader(await events.Content.ReadAsStreamAsync(deadline.Token), Encoding.UTF8);
            await UntilAsync(lines, "event: hello", deadline.Token);
            using var answer = await PostAsync(http, to, text, traceparent, deadline.Token);
            if (!answer.IsSuccessStatusCode)
            {
                return new ProbeOutcome(false,
                    $"{to} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(deadline.Token)}");
            }

            await UntilAsync(lines, Traceparent.TraceIdOf(traceparent), deadline.Token);
            return new ProbeOutcome(true, $"posted to {to}, read from {reader}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new ProbeOutcome(false, e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ProbeOutcome(false, $"the message did not arrive at {reader} within {Limit.TotalSeconds:0} s");
        }
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, Uri node, string text, string traceparent,
        CancellationToken cancellation)
    {
        using var post = new HttpRequestMessage(HttpMethod.Post, new Uri(node, $"/api/rooms/{Room}/messages"))
        {
            Content = JsonContent.Create(new ChatPost($"{Guid.NewGuid():N}", Author, text), ChatPostContext.Default.ChatPost),
            Headers = { { "traceparent", traceparent } },
        };
        return await http.SendAsync(post, cancellation);
    }

    private static async Task UntilAsync(StreamReader lines, string text, CancellationToken cancellation)
    {
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new IOException("the reader's event stream ended");
    }
}
