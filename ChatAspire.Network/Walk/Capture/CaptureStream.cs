using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>
/// Reads growing files of a host through one long-running command. Packets arrive some milliseconds after they were written, and a reading
/// starts no program on the host.
/// </summary>
internal sealed class CaptureStream : ICaptureTail
{
    /// <summary>
    /// Arguments: the folder, then the paths of the files. Prints the host's time, then the files as they grow. Exits when the SSH server
    /// that started it exits, even if the connection is cut. tail polls at the interval <c>-s</c> on an overlay file system, where
    /// notifications (inotify) are not reliable.
    /// </summary>
    private const string Script = """cd "$1" || exit; shift; date +%s.%N; exec tail --pid=$PPID -s 0.02 -c +1 -F "$@" 2> /dev/null""";

    private readonly CancellationTokenSource _ending = new();
    private readonly TailOutput _output;
    private readonly Lock _access = new();
    private readonly Task _reading;
    private readonly Task _running;
    private readonly StringBuilder _start = new();
    private long _received;

    /// <param name="folder">The folder of the files.</param>
    /// <param name="names">The files' names.</param>
    /// <param name="limit">The time after which the command is killed.</param>
    public CaptureStream(IStreamingRunner host, string folder, IEnumerable<string> names, TimeSpan limit)
    {
        _output = new TailOutput(folder, CaptureScript.Now);
        var pipe = new Pipe();
        var command = HostCommand.Shell(Script, [folder, .. names.Select(name => $"{folder}/{name}")]).WithTimeout(limit);
        _running = RunAsync(host, command, pipe.Writer);
        _reading = ReadAsync(pipe.Reader.AsStream());
    }

    public async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadAsync(CancellationToken cancellation)
    {
        if (_running.IsCompleted)
        {
            await _running;
            throw new UserErrorException("A host stopped sending its captures.", "Try again.");
        }

        Dictionary<string, ReadOnlyMemory<byte>> added;
        lock (_access)
        {
            added = new(_output.Take());
        }

        if (added.TryGetValue(CaptureScript.Now, out var text))
        {
            _start.Append(Encoding.ASCII.GetString(text.Span));
        }

        if (HostTime.Parse($"{_start}") is { } start)
        {
            var now = start + Stopwatch.GetElapsedTime(_received) - DateTime.UnixEpoch;
            added[CaptureScript.Now] = Encoding.ASCII.GetBytes(now.TotalSeconds.ToString("0.000000", CultureInfo.InvariantCulture));
        }

        return added;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _reading;
        _ending.Dispose();
    }

    private async Task RunAsync(IStreamingRunner host, HostCommand command, PipeWriter output)
    {
        await using var stream = output.AsStream();
        await host.RunAsync(command, stream, Stream.Null, _ending.Token);
    }

    private async Task ReadAsync(Stream stream)
    {
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_access)
            {
                _received = _received == 0 ? Stopwatch.GetTimestamp() : _received;
                _output.Append(buffer.AsSpan(0, count));
            }
        }
    }
}
