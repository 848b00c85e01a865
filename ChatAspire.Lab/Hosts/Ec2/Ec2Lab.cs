using Amazon.EC2;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>The context shared by the steps of one run.</summary>
/// <param name="Directory">The directory that stores <see cref="State"/>.</param>
internal sealed record Ec2Lab(LabSpec Spec, Ec2Options Options, IAmazonEC2 Api, Ec2Inventory Inventory, LabDirectory Directory)
{
    private readonly Lock _changing = new();

    /// <summary>The lab's id: the value of its tag, and the name of its key pair and security group.</summary>
    public string Id => Spec.Name;

    public Ec2Timeouts Timeouts => Options.Timeouts;

    public required LaunchState State { get; set; }

    /// <summary>The path of the client's private key.</summary>
    public string KeyPath => Directory.File(LaunchState.KeyFile);

    /// <summary>Saves the keys before AWS hears of them.</summary>
    public void SaveState() => State.Save(Directory);

    /// <summary>Creates and saves a new token and host key for a host.</summary>
    public void RenewLaunch(string host) => ChangeLaunch(host, _ => Launch.Create(Id, host, Options.TimeToLive));

    /// <summary>Changes and saves a host's launch. Hosts launch concurrently and share one launch state.</summary>
    public void ChangeLaunch(string host, Func<Launch, Launch> change)
    {
        lock (_changing)
        {
            State = State.With(host, change(State.Launches.GetValueOrDefault(host)!));
            SaveState();
        }
    }
}
