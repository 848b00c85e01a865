using System.Globalization;
using ChatAspire.Network.Walk;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Progress;

/// <summary>
/// Shows the steps of a walk on standard error, and passes each packet of a live walk to the output as soon as it is
/// reported.
/// </summary>
internal sealed class WalkProgress(WalkOutput output) : IProgress<WalkEvent>, IDisposable
{
    private ActivityLine? _line;
    private string _title = "";

    public void Report(WalkEvent value)
    {
        switch (value)
        {
            case WalkEvent.StartingCaptures starting:
                _title = starting.Title;
                Show($"Starting captures on {Count(starting.Devices, "device")} of {Count(starting.Hosts, "host")}…");
                break;
            case WalkEvent.PacketFollowed packet:
                Dispose();
                output.Follow(_title, packet.Number, packet.Walk);
                break;
            default:
                Show(Text(value));
                break;
        }
    }

    /// <summary>Removes the progress line, so that other output can be written to the terminal; the next step restores the line.</summary>
    public void Dispose()
    {
        _line?.Dispose();
        _line = null;
    }

    private static string Text(WalkEvent value) => value switch
    {
        WalkEvent.ReadingNetworks reading => $"Reading the networks of {Count(reading.Hosts, "host")}…",
        WalkEvent.Listening listening => $"Listening on {Count(listening.Devices, "device")} of {Count(listening.Hosts, "host")}…",
        WalkEvent.Sending sending => $"Sending {sending.Traffic}…",
        WalkEvent.Following { Limits: var limits } => string.Create(
            CultureInfo.InvariantCulture,
            $"Following for {limits.Time.TotalSeconds:0} s or {Count(limits.Packets, "packet")}; Ctrl-C ends early and keeps the result…"),
        WalkEvent.Collecting => "Collecting captures…",
        WalkEvent.Correlating => "Correlating packets…",
        WalkEvent.ReadingState reading => $"Reading rules, routes and sockets of {Count(reading.Hosts, "host")}, and sending again…",
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "unknown event"),
    };

    private void Show(string text)
    {
        if (_line is null)
        {
            _line = ActivityLine.Begin(text);
        }
        else
        {
            _line.Next(text);
        }
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
