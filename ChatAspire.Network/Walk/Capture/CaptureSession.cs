using System.IO.Pipelines;
using System.Text;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>
/// A running capture on one host: of devices with tcpdump, and of chains with an nftables trace. It leaves nothing on the host, however it
/// ends.
/// </summary>
internal sealed class CaptureSession
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    /// <summary>The time between the end of the capture and the clean-up by the host's watchdog.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>The maximum time for sending the results over a slow network.</summary>
    private static readonly TimeSpan SendLimit = TimeSpan.FromMinutes(2);

    private readonly ICommandRunner _host;
    private readonly CapturePlan _plan;
    private readonly Pipe _hold;
    private readonly Task<CommandResult> _running;
    private readonly ICaptureTail _tail;
    private readonly List<byte> _begin = [];

    private CaptureSession(
        ICommandRunner host, string id, CapturePlan plan, TimeSpan limit, Pipe hold, Task<CommandResult> running)
    {
        (_host, _plan, _hold, _running) = (host, plan, hold, running);
        string[] names =
        [
            CaptureScript.Begin, CaptureScript.Chains,
            .. plan.Points.Index().Select(capture => $"{CaptureCommand.FileName(capture.Index)}.pcap"),
        ];
        _tail = plan.Pace == CapturePace.Prompt && host is IStreamingRunner streaming
            ? new CaptureStream(streaming, CaptureScript.Folder(id), names, limit)
            : new CaptureTail(host, CaptureScript.Folder(id), [.. names, CaptureScript.Now]);
    }

    /// <summary>Starts all captures of a host, and returns when all of them are running.</summary>
    /// <param name="id">The walk's id: lower-case letters and digits.</param>
    /// <param name="limit">The time after which the host ends the captures by itself.</param>
    /// <exception cref="UserErrorException">The captures cannot be started on the host.</exception>
    public static async Task<CaptureSession> StartAsync(ICommandRunner host, string id, CapturePlan plan, TimeSpan limit,
        CancellationToken cancellation)
    {
        var hold = new Pipe();
        var command = CaptureCommand.Build(id, plan, limit, limit + Grace, SendLimit) with
        {
            Input = CommandInput.UntilClosed(() => hold.Reader.AsStream(), "the walk's end"),
            Timeout = limit + StartLimit + StartLimit + SendLimit,
        };
        // The script has a time limit of its own too, in case it can no longer be cancelled from here.
        var wait = HostCommand.Shell(CaptureScript.Ready, CaptureScript.Folder(id), CaptureCommand.Seconds(StartLimit))
            .WithTimeout(StartLimit + StartLimit);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = host.RunAsync(command, plan.Pace == CapturePace.Own ? cancellation : CancellationToken.None);
        var ready = host.RunAsync(wait, waiting.Token);
        try
        {
            if (await Task.WhenAny(running, ready) == running && await running is { Succeeded: false } ended)
            {
                throw new UserErrorException(
                    $"{host.Name} cannot capture: {ended.Error.Trim()} (exit code {ended.ExitCode})",
                    $"Check that {CaptureScript.Directory} is a folder there and its disk is not full.");
            }

            (await ready).Check("The host was too busy to start the captures. Try again.");
            return new CaptureSession(host, id, plan, limit, hold, running);
        }
        catch
        {
            await ReleaseAsync(hold);
            await waiting.CancelAsync();
            await ((Task)ready).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <summary>Reads everything that was recorded since the previous poll.</summary>
    public async Task<CapturePoll> PollAsync(CancellationToken cancellation)
    {
        var added = await _tail.ReadAsync(cancellation);
        _begin.AddRange(added.GetValueOrDefault(CaptureScript.Begin).Span);
        return new CapturePoll(
            _host.Name,
            HostTime.Parse(Encoding.ASCII.GetString([.. _begin])) ?? DateTime.UnixEpoch.AddYears(1000),
            HostTime.Parse(Encoding.ASCII.GetString(added.GetValueOrDefault(CaptureScript.Now).Span)) ?? DateTime.UnixEpoch,
            [.. _plan.Points.Select((capture, i) => (capture.Point, added.GetValueOrDefault($"{CaptureCommand.FileName(i)}.pcap")))],
            Encoding.UTF8.GetString(added.GetValueOrDefault(CaptureScript.Chains).Span));
    }

    /// <summary>Ends the captures, and returns their result.</summary>
    public async Task<CaptureResult> StopAsync()
    {
        await _tail.DisposeAsync();
        await ReleaseAsync(_hold);
        return CaptureReader.Read(_host.Name, _plan, (await _running).Check().OutputBytes);
    }

    /// <summary>Ends the command's input. A byte is written first, because SSH.NET sends EOF only after it has sent data.</summary>
    private static async Task ReleaseAsync(Pipe hold)
    {
        await hold.Writer.WriteAsync("\n"u8.ToArray());
        await hold.Writer.CompleteAsync();
    }
}
