namespace ChatAspire.FakeEc2;

/// <summary>The failures a test injects.</summary>
public sealed class Faults
{
    private readonly List<Planned> _planned = [];
    private readonly List<(string Action, string Path)> _omitted = [];
    private readonly HashSet<string> _ignored = [];
    private readonly Lock _gate = new();
    private int _requests;
    private int? _since;

    /// <summary>
    /// The number (from 1) of the request that takes effect but is never answered, so that the waiting client can be killed
    /// at exactly that point. Null: all requests are answered.
    /// </summary>
    public int? SilentAt { get; set; }

    /// <summary>The action whose first successful call is never answered; dry runs do not count.</summary>
    public string? SilentAction { get; set; }

    /// <summary>The number of requests that are answered from the first call of <see cref="SilentAction"/> on.</summary>
    public int SilentAfter { get; set; }

    /// <summary>Completes when that request has taken effect.</summary>
    public TaskCompletionSource Silenced { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes the next calls of an action fail.</summary>
    /// <param name="after">Number of such calls that succeed first. Dry runs do not count and are not affected.</param>
    public void Fail(string action, Ec2Exception error, int times = int.MaxValue, int after = 0)
    {
        lock (_gate)
        {
            _planned.Add(new Planned(action, error) { After = after, Times = times });
        }
    }

    /// <summary>Makes every later answer to an action lack a field, as endpoints do that leave out what is optional.</summary>
    /// <param name="path">The names from the root down, without list items: <c>instancesSet/instanceId</c>.</param>
    public void Omit(string action, string path)
    {
        lock (_gate)
        {
            _omitted.Add((action, path));
        }
    }

    /// <summary>Makes an action succeed without an effect.</summary>
    public void Ignore(string action)
    {
        lock (_gate)
        {
            _ignored.Add(action);
        }
    }

    /// <summary>Clears all faults and restarts the count.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _planned.Clear();
            _omitted.Clear();
            _ignored.Clear();
        }
        (SilentAt, SilentAction, SilentAfter, _since) = (null, null, 0, null);
        Silenced = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests = 0;
    }

    internal void Check(QueryRequest request)
    {
        lock (_gate)
        {
            foreach (var fault in request.DryRun ? [] : _planned.Where(f => f.Action == request.Action || f.Action == "*"))
            {
                if (fault.After-- > 0 || fault.Times-- <= 0)
                {
                    continue;
                }
                throw fault.Error;
            }
        }
    }

    internal bool IsIgnored(QueryRequest request)
    {
        lock (_gate)
        {
            return !request.DryRun && _ignored.Contains(request.Action);
        }
    }

    internal IReadOnlyList<string> OmittedFrom(string action)
    {
        lock (_gate)
        {
            return [.. _omitted.Where(o => o.Action == action).Select(o => o.Path)];
        }
    }

    internal bool IsSilent(QueryRequest request, bool succeeded)
    {
        lock (_gate)
        {
            if (succeeded && !request.DryRun && request.Action == SilentAction)
            {
                (SilentAction, _since) = (null, 0);
            }
            if (_since is { } since)
            {
                _since = since == SilentAfter ? null : since + 1;
                if (since == SilentAfter)
                {
                    return true;
                }
            }
        }
        return Interlocked.Increment(ref _requests) == SilentAt;
    }

    private sealed record Planned(string Action, Ec2Exception Error)
    {
        public int After { get; set; }

        public int Times { get; set; }
    }
}
