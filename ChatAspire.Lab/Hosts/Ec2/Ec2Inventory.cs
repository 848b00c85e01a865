using Amazon.EC2;
using Amazon.EC2.Model;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// The lab's EC2 resources, found by tag. EC2 is eventually consistent, so resources created by our calls are remembered
/// here until EC2 lists them.
/// </summary>
internal sealed class Ec2Inventory(IAmazonEC2 ec2, string lab)
{
    private readonly Dictionary<string, Instance> _unseen = [];
    private IReadOnlyList<Instance> _instances = [];
    private DateTimeOffset _looked;
    private Task _look = Task.CompletedTask;

    /// <summary>The security group with the lab's name; ours if it also has the lab's tag.</summary>
    public SecurityGroup? Group { get; set; }

    /// <summary>The key pair with the lab's name; ours if it also has the lab's tag.</summary>
    public KeyPairInfo? Key { get; set; }

    /// <summary>The lab's instances in every state; terminated ones stay visible for about an hour.</summary>
    public IReadOnlyList<Instance> Instances
    {
        get
        {
            lock (_unseen)
            {
                return [.. _instances, .. _unseen.Values];
            }
        }
    }

    /// <summary>Instances that are neither terminated nor shutting down.</summary>
    public IReadOnlyList<Instance> Alive => [.. Instances.Where(IsAlive)];

    public IReadOnlyList<Instance> AliveOf(string host) => [.. Alive.Where(i => i.Tags.Read(LabTags.Host) == host)];

    public static bool IsAlive(Instance instance) =>
        instance.State.Name != InstanceStateName.Terminated && instance.State.Name != InstanceStateName.ShuttingDown;

    /// <summary>Refreshes all resources, in three concurrent calls.</summary>
    public async Task LookAsync(CancellationToken cancellation) =>
        await Task.WhenAll(
            LookForInstancesAsync(TimeSpan.Zero, cancellation),
            LookForGroupAsync(cancellation),
            LookForKeyAsync(cancellation));

    /// <summary>Refreshes the instances unless this was done recently, so that concurrent waits share one call.</summary>
    public Task LookForInstancesAsync(TimeSpan atMostEvery, CancellationToken cancellation)
    {
        lock (_unseen)
        {
            if (_look.IsCompleted && (!_look.IsCompletedSuccessfully || DateTimeOffset.UtcNow - _looked >= atMostEvery))
            {
                _look = LookForInstancesAsync(cancellation);
            }

            return _look;
        }
    }

    private async Task LookForInstancesAsync(CancellationToken cancellation)
    {
        var found = new List<Instance>();
        var reservations = ec2.Paginators.DescribeInstances(new() { Filters = [LabTags.Of(lab)] }).Reservations;
        await foreach (var reservation in reservations.WithCancellation(cancellation))
        {
            found.AddRange(reservation.Instances ?? []);
        }

        lock (_unseen)
        {
            _instances = found;
            foreach (var seen in found)
            {
                _unseen.Remove(seen.InstanceId);
            }

            _looked = DateTimeOffset.UtcNow;
        }
    }

    /// <summary>Adds an instance that a call has just returned.</summary>
    public void Add(Instance instance)
    {
        lock (_unseen)
        {
            _unseen[instance.InstanceId] = instance;
        }
    }

    /// <summary>Terminates instances and waits until that is done: only then are their group and addresses released.</summary>
    public async Task EndAsync(IReadOnlyList<string> ids, Ec2Patience patience, CancellationToken cancellation)
    {
        if (ids.Count == 0)
        {
            return;
        }

        await Ec2Retry.UntilKnownAsync(
            patience, () => ec2.TerminateInstancesAsync(new() { InstanceIds = [.. ids] }, cancellation), cancellation);
        List<Instance> remaining = [];
        var isGone = await Poll.UntilAsync(
            async () =>
            {
                await LookForInstancesAsync(patience.Poll, cancellation);
                remaining = [.. Instances.Where(i => ids.Contains(i.InstanceId) && i.State.Name != InstanceStateName.Terminated)];
                return remaining.Count == 0;
            },
            patience.Gone,
            patience.Poll,
            cancellation);
        if (!isGone)
        {
            throw new UserErrorException(
                $"AWS: still {remaining[0].State.Name} after {patience.Gone.TotalMinutes:0} min: "
                + $"{string.Join(", ", remaining.Select(i => i.InstanceId))}",
                "Run `down` again: it goes on where this ended.");
        }
    }

    public bool IsOurs(SecurityGroup group) => group.Tags.Read(LabTags.Lab) == lab;

    public bool IsOurs(KeyPairInfo key) => key.Tags.Read(LabTags.Lab) == lab;

    // Searches by name, not by tag: a foreign group with our name is a conflict too.
    public async Task LookForGroupAsync(CancellationToken cancellation)
    {
        var answer = await ec2.DescribeSecurityGroupsAsync(new() { Filters = [new("group-name", [lab])] }, cancellation);
        Group = answer.SecurityGroups?.FirstOrDefault(IsOurs) ?? answer.SecurityGroups?.FirstOrDefault();
    }

    public async Task LookForKeyAsync(CancellationToken cancellation)
    {
        var answer = await ec2.DescribeKeyPairsAsync(
            new() { Filters = [new("key-name", [lab])], IncludePublicKey = true }, cancellation);
        Key = answer.KeyPairs?.FirstOrDefault();
    }
}
