using Amazon.EC2;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>The lab, its options and its resources, shared by the steps of one run.</summary>
/// <param name="Directory">The directory on this machine that stores <see cref="State"/>.</param>
internal sealed record Ec2Lab(LabSpec Spec, Ec2Options Options, IAmazonEC2 Api, Ec2Inventory Inventory, LabDirectory Directory)
{
    private readonly Lock _changing = new();

    /// <summary>The lab's name, which is the value of its tag and the name of its key pair and security group.</summary>
    public string Id => Spec.Name;

    public Ec2Timeouts Timeouts => Options.Timeouts;

    public required LaunchState State { get; set; }

    /// <summary>The path of the private key with which chatlab logs in to the hosts.</summary>
    public string KeyPath => Directory.File(LaunchState.KeyFile);

    /// <summary>Saves the launch state; call it before AWS receives a key, so that a killed run can be continued.</summary>
    public void SaveState() => State.Save(Directory);

    /// <summary>Replaces a host's launch with a launch that has a new token and a new host key, and saves the state.</summary>
    public void RenewLaunch(string host) => ChangeLaunch(host, _ => Launch.Create(Id, host, Options.TimeToLive));

    /// <summary>Changes a host's launch and saves the state, under a lock: hosts launch concurrently and share one launch state.</summary>
    public void ChangeLaunch(string host, Func<Launch, Launch> change)
    {
        lock (_changing)
        {
            State = State.With(host, change(State.Launches.GetValueOrDefault(host)!));
            SaveState();
        }
    }
}
