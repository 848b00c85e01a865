using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>Reads the state of a lab's hosts over SSH connections that stay open between readings.</summary>
internal sealed class LabReader(LabResource lab) : IAsyncDisposable
{
    /// <summary>
    /// The minimum time between two listings of the hosts. Short for local hosts, whose listing costs some docker commands; longer for EC2
    /// instances, because the API limits the rate of calls.
    /// </summary>
    private static readonly TimeSpan LocalListing = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Ec2Listing = TimeSpan.FromSeconds(15);

    private DateTimeOffset _nextListing;
    private string? _error;

    /// <summary>The connected hosts; null while there are none, and after a host stopped answering until the next listing.</summary>
    public ConnectedLab? Connected { get; private set; }

    /// <summary>Reads the state of the hosts that answer; lists and connects hosts first if some are missing.</summary>
    public async Task<LabReading> ReadAsync(CancellationToken cancellation)
    {
        if ((Connected is null || Connected.Hosts.Count < lab.Hosts.Count) && DateTimeOffset.UtcNow >= _nextListing)
        {
            await ConnectAsync(cancellation);
            _nextListing = DateTimeOffset.UtcNow + (lab.Session.Source is Ec2Hosts ? Ec2Listing : LocalListing);
        }

        if (Connected is not { } connected)
        {
            return LabReading.None with { Error = _error };
        }

        var states = await Task.WhenAll(connected.Hosts.Select(host => TryReadAsync(host, cancellation)));
        if (states.Any(state => state is null))
        {
            Connected = null;
            _nextListing = default;
            await connected.DisposeAsync();
        }

        return new LabReading(
            connected.Hosts.Zip(states).Where(pair => pair.Second is not null)
                .ToDictionary(pair => pair.First.Name, pair => (pair.First.Facts, pair.Second!)),
            _error);
    }

    public async ValueTask DisposeAsync()
    {
        if (Connected is not null)
        {
            await Connected.DisposeAsync();
        }
    }

    private static async Task<HostReading?> TryReadAsync(LabHost host, CancellationToken cancellation)
    {
        try
        {
            return await HostReading.ReadAsync(host.Host, cancellation);
        }
        catch (UserErrorException)
        {
            return null; // the next reading lists the hosts again; then the host is gone, or the listing reports the error
        }
    }

    /// <summary>Connects to all running hosts; uses the new connections only if they reach more hosts than the present ones.</summary>
    private async Task ConnectAsync(CancellationToken cancellation)
    {
        try
        {
            var (session, secrets) = (lab.Session, LabSecrets.Load(lab.Session.Directory));
            var next = await ConnectedLab.OpenRunningAsync(session.Spec, session.Source, secrets, cancellation);
            _error = null;
            var isLarger = next.Hosts.Count > (Connected?.Hosts.Count ?? 0);
            var replaced = isLarger ? Connected : next;
            Connected = isLarger ? next : Connected;
            if (replaced is not null)
            {
                await replaced.DisposeAsync();
            }
        }
        catch (UserErrorException e)
        {
            _error = ErrorText.Of(e);
        }
    }
}
