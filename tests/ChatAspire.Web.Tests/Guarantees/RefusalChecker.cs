using System.Net.Sockets;
using System.Text.Json;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>Sends bad requests over one connection, kept for as long as the node keeps it, and checks their refusals.</summary>
internal sealed class RefusalChecker(Uri node) : IDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    private RawHttp? _http;

    /// <summary>Sends a request and checks the response.</summary>
    /// <returns>The status, 0 when there was no response; and a fault, null when the request was refused correctly.</returns>
    public async Task<(int Status, string? Fault)> CheckAsync(BadRequest request, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(AnswerTimeout);
        try
        {
            _http ??= await RawHttp.ConnectAsync(node, receiveBuffer: 0, deadline.Token);
            await _http.SendAsync(request.Bytes, deadline.Token);
            var head = await _http.ReadHeadAsync(deadline.Token);
            var body = await _http.ReadTextAsync(deadline.Token);
            return request.Refusals.Contains(head.Status) || head.Status == 503
                ? (head.Status, FindFault(head, body))
                : (head.Status, $"returned {head.Status}, expected {string.Join(" or ", request.Refusals)}: {body}");
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            Disconnect();
            return (0, request.EndsConnection ? null : $"no response: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Disconnect();
            return (0, $"no response in {AnswerTimeout.TotalSeconds:N0} s");
        }
        finally
        {
            if (request.EndsConnection)
            {
                Disconnect();
            }
        }
    }

    public void Dispose() => Disconnect();

    private string? FindFault(ResponseHead head, string body)
    {
        if (head.Headers.GetValueOrDefault("Connection") == "close")
        {
            Disconnect();
            if (body.Length == 0)
            {
                return null; // refused by the server below the application, because it is not HTTP
            }
        }

        if (head.Status == 503 && !head.Headers.ContainsKey("Retry-After"))
        {
            return "503 without Retry-After";
        }

        if (!head.ContentType.StartsWith("application/problem+json", StringComparison.Ordinal))
        {
            return $"returned {head.Status} as '{head.ContentType}', expected problem details: {body}";
        }

        using var problem = JsonDocument.Parse(body);
        return problem.RootElement.TryGetProperty("title", out _) && problem.RootElement.GetProperty("status").GetInt32() == head.Status
            ? null
            : $"returned {head.Status} with inconsistent problem details: {body}";
    }

    private void Disconnect()
    {
        _http?.Dispose();
        _http = null;
    }
}
