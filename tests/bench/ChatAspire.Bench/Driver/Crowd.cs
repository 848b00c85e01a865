using System.Diagnostics;
using ChatAspire.Bench.Dialects;

namespace ChatAspire.Bench.Driver;

/// <summary>The connections of one phase, all served by the calling thread.</summary>
public sealed class Crowd(Dialect dialect, int[] ports, Action<Connection, Stamp> onMessage) : IDisposable
{
    private const int OpenAtOnce = 50; // below any listen backlog
    private static readonly TimeSpan OpenDeadline = TimeSpan.FromSeconds(30);

    // Polled at this interval instead of woken: real readers are on other machines, and waking a thread for every send
    // would be charged to the sending server. It is also the resolution of latencies.
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(0.5);

    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(10);

    private readonly Epoll _epoll = new();
    private readonly List<Connection> _connections = [];
    private readonly int[] _ready = new int[512];
    private readonly byte[] _buffer = new byte[256 * 1024];
    private long _keptAlive = Stopwatch.GetTimestamp();
    private int _keepAliveNext;

    public IReadOnlyList<Connection> Connections => _connections;

    public string? Complaint => _connections.Find(connection => connection.Complaint is not null)?.Complaint;

    /// <summary>Opens readers or writers, alternating between nodes, and waits until all are ready.</summary>
    public void Open(int count, Func<int, string> room, bool reads)
    {
        for (var i = 0; i < count; i++)
        {
            var connection = new Connection(dialect, ports[i % ports.Length], room(i), reads, onMessage);
            _connections.Add(connection);
            _epoll.Add(connection.Socket.SafeHandle, _connections.Count - 1);
            if ((i + 1) % OpenAtOnce == 0 || i == count - 1)
            {
                PumpUntil(AllReady, OpenDeadline);
            }
        }

        if (!AllReady())
        {
            throw new InvalidOperationException($"{_connections.Count(connection => !connection.Ready)} of {_connections.Count} "
                + $"connections were refused or not answered: {Complaint}");
        }

        bool AllReady() => _connections.TrueForAll(connection => connection.Ready);
    }

    /// <summary>Serves incoming data until the condition holds or the time is over.</summary>
    public void PumpUntil(Func<bool> condition, TimeSpan deadline)
    {
        for (var start = Stopwatch.GetTimestamp(); !condition() && Stopwatch.GetElapsedTime(start) < deadline;)
        {
            Pump(Nap);
        }
    }

    /// <summary>Sleeps, at most as long as <paramref name="wait"/>, then serves received data.</summary>
    public void Pump(TimeSpan wait)
    {
        if (wait > TimeSpan.Zero)
        {
            Epoll.Sleep(wait < Nap ? wait : Nap);
        }

        var count = _epoll.Poll(_ready);
        foreach (var tag in _ready.AsSpan(0, count))
        {
            if (!_connections[tag].Closed)
            {
                _connections[tag].Receive(_buffer);
            }
        }

        KeepAlive();
    }

    public void Dispose()
    {
        _connections.ForEach(connection => connection.Dispose());
        _epoll.Dispose();
    }

    // Spread over the interval, as with clients that connected at different times.
    private void KeepAlive()
    {
        if (dialect.KeepAlive is not { } words || _connections.Count == 0)
        {
            return;
        }

        var gap = KeepAliveInterval / _connections.Count;
        for (; Stopwatch.GetElapsedTime(_keptAlive) > gap; _keptAlive += (long)(gap.TotalSeconds * Stopwatch.Frequency))
        {
            var connection = _connections[_keepAliveNext++ % _connections.Count];
            if (connection.Ready)
            {
                connection.Send(words);
            }
        }
    }
}
