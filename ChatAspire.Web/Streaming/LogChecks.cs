using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.Streaming;

/// <summary>The numbered checks that compare a room with its log. Any component may request one; the room's pump runs them.</summary>
internal sealed class LogChecks(RoomSignal signal)
{
    private readonly Lock _gate = new();
    private LogPosition _claim;
    private long _started;
    private bool _isDue = true;

    /// <summary>True when a requested check has not started yet.</summary>
    public bool IsDue
    {
        get
        {
            lock (_gate)
            {
                return _isDue;
            }
        }
    }

    /// <summary>Requests a check.</summary>
    /// <returns>The number of the next check; it starts after this call.</returns>
    public long Request() => Request(default);

    /// <summary>Requests a check that also examines a claim: the position of a subscriber ahead of the log.</summary>
    /// <inheritdoc cref="Request()" />
    public long Request(LogPosition claim)
    {
        long check;
        lock (_gate)
        {
            _isDue = true;
            check = _started + 1;
            if (claim.Epoch is not null && (claim.Epoch != _claim.Epoch || claim.Seq > _claim.Seq))
            {
                _claim = claim;
            }
        }

        signal.Set();
        return check;
    }

    /// <summary>Starts the next check.</summary>
    /// <param name="claim">The highest position that was claimed and has not been examined; the default when there is none.</param>
    /// <returns>The number of the check.</returns>
    public long Start(out LogPosition claim)
    {
        lock (_gate)
        {
            _isDue = false;
            claim = _claim;
            return ++_started;
        }
    }

    /// <summary>Removes a claim (a subscriber's position ahead of the log) after a check has examined it.</summary>
    public void Resolve(LogPosition claim)
    {
        lock (_gate)
        {
            if (_claim == claim)
            {
                _claim = default;
            }
        }
    }
}
