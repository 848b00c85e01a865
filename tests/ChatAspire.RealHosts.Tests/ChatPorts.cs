using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests;

/// <summary>The chat as a user of this machine reaches it: through the ports that the hosts publish on loopback.</summary>
internal static class ChatPorts
{
    /// <summary>The time after which a request on a cut connection is given up.</summary>
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(5);

    /// <summary>The time in which a lab accepts a message, even while it is repaired.</summary>
    private static readonly TimeSpan PostLimit = TimeSpan.FromMinutes(5);

    /// <summary>The URL of a host's chat on this machine.</summary>
    public static async Task<Uri> OfAsync(string lab, string host)
    {
        // 127.0.0.1:5001
        var port = (await LabHome.Machine.RunAsync(
            new HostCommand("docker", "port", $"{lab}-{host}", "5000"), TestContext.Current.CancellationToken)).Check();
        return new Uri($"http://{port.Lines[0]}");
    }

    /// <summary>Posts a message with an id of its own to a host's chat.</summary>
    /// <returns>The id.</returns>
    public static async Task<string> PostNewAsync(string lab, string host, string room, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        var id = $"{Guid.NewGuid():N}";
        await http.PostAsync(await OfAsync(lab, host), room, id, cancellation);
        return id;
    }

    /// <summary>Reads the ids of a room's last messages from a host's chat.</summary>
    public static async Task<IReadOnlyList<string>> HistoryAsync(string lab, string host, string room, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        var history = await http.GetFromJsonAsync<JsonElement>(
            new Uri(await OfAsync(lab, host), $"/api/rooms/{room}/messages?limit=1000"), cancellation);
        return [.. history.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("id").GetString()!)];
    }

    /// <summary>Posts until the message is accepted, as a client must: the same id makes a retry harmless.</summary>
    /// <returns>The refusals before that.</returns>
    public static async Task<IReadOnlyList<HttpStatusCode>> PostAsync(
        this HttpClient http, Uri node, string room, string id, CancellationToken cancellation)
    {
        List<HttpStatusCode> refused = [];
        var until = DateTime.UtcNow + PostLimit;
        while (true)
        {
            Assert.True(DateTime.UtcNow < until, $"{node} refused a message for {PostLimit}: {string.Join(", ", refused.TakeLast(5))}");
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(RequestLimit);
            try
            {
                using var answer = await http.PostAsJsonAsync(
                    new Uri(node, $"/api/rooms/{room}/messages"), new { id, author = "test", text = id }, JsonSerializerOptions.Web,
                        limit.Token);
                if (answer.StatusCode == HttpStatusCode.Created)
                {
                    return refused;
                }

                Assert.True(answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests,
                    $"{answer.StatusCode} for {id}");
                refused.Add(answer.StatusCode);
                await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), cancellation);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                cancellation.ThrowIfCancellationRequested();
                refused.Add(HttpStatusCode.RequestTimeout);
            }
        }
    }
}
