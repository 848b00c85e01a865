using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>Reads the state of a lab's hosts over connections that it keeps open.</summary>
internal sealed class LabReader(LabResource lab) : IAsyncDisposable
{
    /// <summary>Listing local hosts costs some commands of Docker; listing instances, calls of an API that limits their rate.</summary>
    private static readonly TimeSpan LocalListing = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Ec2Listing = TimeSpan.FromSeconds(15);

    private DateTimeOffset _nextListing;
    private string? _error;

    /// <summary>The connected hosts; null if none answers.</summary>
    public ConnectedLab? Connected { get; private set; }

    /// <summary>Reads the state of the hosts that answer.</summary>
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
            return null; // listed again next time: either it is gone, or the listing says why it does not answer
        }
    }

    /// <summary>Connects to the hosts that are running; keeps the present connections where no host was added.</summary>
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
