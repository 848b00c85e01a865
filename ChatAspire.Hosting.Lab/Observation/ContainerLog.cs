using System.IO.Pipelines;
using ChatAspire.Network.Execution;

namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>Copies a container's log to the resource's console log, across restarts of the container and lost connections.</summary>
internal sealed class ContainerLog(LabContainerResource container, LabLogs logs)
{
    /// <summary>The number of existing lines that are copied first.</summary>
    private const int Backlog = 200;

    private Task _following = Task.CompletedTask;
    private string _last = "";

    /// <summary>Starts copying the log, unless that is already running. Copying stops when the container or the connection ends.</summary>
    public void Follow(SshCommandRunner host, CancellationToken cancellation)
    {
        if (_following.IsCompleted)
        {
            _following = FollowAsync(host, cancellation);
        }
    }

    private async Task FollowAsync(SshCommandRunner host, CancellationToken cancellation)
    {
        var since = _last;
        string[] from = since.Length == 0 ? ["--tail", $"{Backlog}"] : ["--since", since];
        var command = HostCommand.Shell("""exec docker logs --follow --timestamps "$@" 2>&1""", [.. from, container.Name])
            .WithTimeout(Timeout.InfiniteTimeSpan);
        var pipe = new Pipe();
        var reading = ReadAsync(new StreamReader(pipe.Reader.AsStream()), since);
        try
        {
            await using var output = pipe.Writer.AsStream();
            await host.RunAsync(command, output, Stream.Null, cancellation);
        }
        catch (Exception e) when (e is UserErrorException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection was lost or is being closed; the next call of Follow continues after the last line.
        }

        await reading;
    }

    // 2026-11-28T14:00:00.123456789Z info: Microsoft.Hosting.Lifetime[14]
    private async Task ReadAsync(StreamReader lines, string since)
    {
        while (await lines.ReadLineAsync() is { } line)
        {
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            var (time, text) = blank < 0 ? (line, "") : (line[..blank], line[(blank + 1)..]);
            if (string.CompareOrdinal(time, since) > 0) // --since includes the last line again
            {
                // Lines of stdout and stderr may come a little out of order.
                _last = string.CompareOrdinal(time, _last) > 0 ? time : _last;
                logs.Write(container, text);
            }
        }
    }
}
