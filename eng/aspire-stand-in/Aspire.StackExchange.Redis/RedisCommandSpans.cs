using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace Aspire.StackExchange.Redis;

/// <summary>
/// A client span for each Redis command, made from the client's own profiling, under the span that the command was sent in.
/// Span names and attributes are those of OpenTelemetry.Instrumentation.StackExchangeRedis.
/// </summary>
/// <remarks>Commands sent outside a recorded span make no span.</remarks>
internal sealed class RedisCommandSpans : IDisposable
{
    /// <summary>The name of the source, as the real instrumentation has it.</summary>
    public const string SourceName = "OpenTelemetry.Instrumentation.StackExchangeRedis";

    private static readonly ActivitySource Source = new(SourceName);
    private static readonly TimeSpan DrainInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Activity, ProfilingSession> _sessions = new(ReferenceEqualityComparer.Instance);
    private readonly Timer _timer;

    public RedisCommandSpans() => _timer = new Timer(_ => Drain(), null, DrainInterval, DrainInterval);

    /// <summary>Watches a connection from now on.</summary>
    public void Watch(IConnectionMultiplexer connection) => connection.RegisterProfiler(Session);

    /// <inheritdoc />
    public void Dispose()
    {
        _timer.Dispose();
        Drain();
    }

    private ProfilingSession? Session() =>
        Source.HasListeners() && Activity.Current is { Recorded: true } parent
            ? _sessions.GetOrAdd(parent, _ => new ProfilingSession())
            : null;

    private void Drain()
    {
        foreach (var (parent, session) in _sessions)
        {
            // Asked first: what is sent before the span ends is in the session by then.
            if (parent.IsStopped)
            {
                _sessions.TryRemove(parent, out _);
            }

            foreach (var command in session.FinishProfiling())
            {
                Record(parent, command);
            }
        }
    }

    private static void Record(Activity parent, IProfiledCommand command)
    {
        using var span = Source.StartActivity(
            command.Command, ActivityKind.Client, parent.Context, startTime: command.CommandCreated);
        if (span is null)
        {
            return;
        }

        span.SetTag("db.system", "redis");
        span.SetTag("db.statement", command.Command);
        span.SetTag("db.redis.database_index", command.Db);
        span.SetTag("db.redis.flags", command.Flags.ToString());
        switch (command.EndPoint)
        {
            case IPEndPoint address:
                span.SetTag("server.address", address.Address.ToString());
                span.SetTag("server.port", address.Port);
                span.SetTag("network.peer.address", address.Address.ToString());
                span.SetTag("network.peer.port", address.Port);
                break;
            case DnsEndPoint host:
                span.SetTag("server.address", host.Host);
                span.SetTag("server.port", host.Port);
                break;
        }

        var enqueued = command.CommandCreated + command.CreationToEnqueued;
        var sent = enqueued + command.EnqueuedToSending;
        var answered = sent + command.SentToResponse;
        span.AddEvent(new ActivityEvent("Enqueued", enqueued));
        span.AddEvent(new ActivityEvent("Sent", sent));
        span.AddEvent(new ActivityEvent("ResponseReceived", answered));
        span.SetEndTime(command.CommandCreated + command.ElapsedTime);
    }
}
