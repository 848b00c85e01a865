using System.Collections.Immutable;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;
using Microsoft.Extensions.Hosting;

namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>Keeps the states and logs of a lab, its hosts and its containers up to date.</summary>
/// <remarks>
/// A reading of the hosts takes milliseconds and shows containers at once. A complete check takes seconds, so it runs only after
/// a reading that differs from the last one checked.
/// </remarks>
/// <param name="mapAsync">Returns the URL of the lab's live map.</param>
internal sealed class LabWatch(
    LabResource lab, ResourceNotificationService notifications, LabLogs logs, Func<Task<Uri>> mapAsync) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly LabReader _reader = new(lab);
    private readonly Dictionary<string, ContainerLog> _logs =
        lab.Containers.ToDictionary(one => one.Name, one => new ContainerLog(one, logs));
    private readonly SemaphoreSlim _wake = new(0);
    private LabCheck _check = LabCheck.None;
    private Task _checking = Task.CompletedTask;
    private string? _previous;
    private ImmutableList<LabOperation> _operations = [];
    private string? _failure;
    private string _published = "";

    /// <summary>The last reading.</summary>
    public LabReading Reading { get; private set; } = LabReading.None;

    /// <summary>The state that the dashboard shows for the lab.</summary>
    public LabState State { get; private set; } = LabState.Checking;

    /// <summary>The name of the challenge that runs on the lab; null for none.</summary>
    private string? Challenge => RunningChallenge.NameIn(lab.Session.Directory);

    /// <summary>The tunnel to the lab's dashboard.</summary>
    public DashboardLink Dashboard { get; } = new(lab, logs);

    /// <summary>Returns the connection to a host.</summary>
    /// <exception cref="UserErrorException">The host is not running.</exception>
    public SshCommandRunner Host(string name) =>
        _reader.Connected?.Hosts.FirstOrDefault(host => host.Name == name)?.Host
        ?? throw new UserErrorException($"{name} is not running.", "Start the lab first.");

    /// <summary>
    /// Begins an operation. Until it is disposed, no complete check starts, and the lab shows the operation's state. Operations may
    /// overlap, because a second operation begins here before it fails to take the lab's lock.
    /// </summary>
    /// <param name="state">The state to show; null to show the observed state.</param>
    public LabOperation Begin(LabState? state)
    {
        _failure = null;
        var operation = new LabOperation(state, ended =>
        {
            ImmutableInterlocked.Update(ref _operations, running => running.Remove(ended));
            _failure = ended.Failure;
            _previous = null;
            _check = LabCheck.None;
            _wake.Release();
        });
        ImmutableInterlocked.Update(ref _operations, running => running.Add(operation));
        _wake.Release();
        return operation;
    }

    /// <summary>Reads the hosts now instead of at the next interval.</summary>
    public void Refresh() => _wake.Release();

    public override void Dispose()
    {
        Dashboard.Dispose();
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await TryLookAsync(stoppingToken);
                await _wake.WaitAsync(Interval, stoppingToken);
            }
        }
        finally
        {
            await _reader.DisposeAsync();
        }
    }

    /// <summary>Reads and publishes once, and logs any error, because an unhandled one would end the AppHost and all it runs.</summary>
    private async Task TryLookAsync(CancellationToken cancellation)
    {
        try
        {
            await LookAsync(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logs.WriteError(ErrorText.Of(e));
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        Reading = await _reader.ReadAsync(cancellation);
        lab.Choices.Update(Reading);
        var other = LabLock.Holder(lab.Session.Directory);
        if (_operations.IsEmpty && other is null && Challenge is null)
        {
            CheckIfChanged(Reading.Key, cancellation);
        }

        if (_reader.Connected is { } connected)
        {
            foreach (var container in lab.Containers.Where(one => Reading.Container(one) is { IsRunning: true }))
            {
                _logs[container.Name].Follow(connected.Host(container.Parent.Name).Host, cancellation);
            }

            if (Reading.State(lab.Session.Spec.Dashboard.Host)?.Container(lab.Session.Spec.Dashboard.Name) is { IsRunning: true })
            {
                await Dashboard.EnsureAsync(connected, cancellation);
            }
        }

        await PublishAsync(StateOf(other));
    }

    /// <summary>
    /// Starts a complete check if the reading differs from the last one checked. Waits until two readings in a row are equal, except for
    /// the first check.
    /// </summary>
    private void CheckIfChanged(string key, CancellationToken cancellation)
    {
        var isSettled = _check.Key is null || key == _previous;
        _previous = key;
        if (key != _check.Key && isSettled && _checking.IsCompleted)
        {
            _checking = CheckAsync(key, cancellation);
        }
    }

    private async Task CheckAsync(string key, CancellationToken cancellation)
    {
        var check = await LabCheck.RunAsync(lab.Session, key, cancellation);
        if (_operations.IsEmpty)
        {
            _check = check;
            _failure = check.Problems is { Count: 0 } ? null : _failure;
            _wake.Release();
        }
    }

    /// <param name="other">The command of the process that holds the lab's lock, such as "`up` …"; null if none holds it.</param>
    private LabState StateOf(string? other)
    {
        if (_operations.FindLast(operation => operation.State is not null) is { State: { } own })
        {
            return own;
        }

        if (_operations.IsEmpty && other?.StartsWith("`up`", StringComparison.Ordinal) == true)
        {
            return LabState.Starting with { Details = [other] };
        }

        if (_operations.IsEmpty && other?.StartsWith("`down`", StringComparison.Ordinal) == true)
        {
            return LabState.Stopping with { Details = [other] };
        }

        if (Challenge is { } challenge)
        {
            return LabState.Challenge(challenge);
        }

        return _failure is { } failure ? LabState.Failed(failure) : LabState.Of(lab, Reading, _check.Problems, _check.Exists);
    }

    private async Task PublishAsync(LabState state)
    {
        if (state.Text != State.Text && state.Details.Count > 0)
        {
            logs.Write(lab, $"{state.Text}: {string.Join("; ", state.Details)}");
        }

        State = state;
        var now = DateTimeOffset.UtcNow;
        var ages = lab.Hosts.Select(host => Reading.Facts(host.Name)?.Bill?.Age(now));
        var all = string.Join('\n', [state.Text, .. state.Details, Reading.Key, DashboardPage, .. ages]);
        if (all == _published)
        {
            return;
        }

        _published = all;
        var map = await mapAsync();
        await notifications.PublishUpdateAsync(lab, snapshot => LabSnapshots.Lab(snapshot, state, lab.Session.Spec.Name, map));
        foreach (var host in lab.Hosts)
        {
            await notifications.PublishUpdateAsync(host, snapshot => LabSnapshots.Host(snapshot, host, Reading, now));
        }

        foreach (var container in lab.Containers)
        {
            var url = container.Name == lab.Session.Spec.Dashboard.Name ? DashboardPage : Reading.UrlOf(container);
            await notifications.PublishUpdateAsync(container, snapshot => LabSnapshots.Container(snapshot, container, Reading, url));
        }
    }

    /// <summary>The URL of the dashboard's page, with the token that logs a browser in; null while no tunnel is open.</summary>
    private Uri? DashboardPage => Dashboard.Url is { } page && _reader.Connected is { Secrets: var secrets }
        ? new Uri(page, $"/login?t={secrets.DashboardToken}")
        : null;
}
