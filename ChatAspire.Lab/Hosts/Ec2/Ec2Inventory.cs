using Amazon.EC2;
using Amazon.EC2.Model;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// The lab's EC2 resources, found by tag. EC2 is eventually consistent, so instances that a launch returned are stored here until EC2
/// lists them.
/// </summary>
internal sealed class Ec2Inventory(IAmazonEC2 ec2, string lab)
{
    private readonly Dictionary<string, Instance> _unseen = [];
    private IReadOnlyList<Instance> _instances = [];
    private DateTimeOffset _looked;
    private Task _look = Task.CompletedTask;

    /// <summary>The lab's security group, as last read or created; null if there is none.</summary>
    public SecurityGroup? Group { get; set; }

    /// <summary>The lab's key pair, as last read or created; null if there is none.</summary>
    public KeyPairInfo? Key { get; set; }

    /// <summary>A security group in the lab's VPC that has the lab's name, but not its tag; null if there is none.</summary>
    public SecurityGroup? ForeignGroup { get; private set; }

    /// <summary>A key pair that has the lab's name, but not its tag; null if there is none.</summary>
    public KeyPairInfo? ForeignKey { get; private set; }

    /// <summary>The lab's instances in every state. EC2 lists a terminated instance for about an hour.</summary>
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

    /// <summary>The lab's instances that are neither terminated nor shutting down.</summary>
    public IReadOnlyList<Instance> Alive => [.. Instances.Where(IsAlive)];

    public IReadOnlyList<Instance> AliveOf(string host) => [.. Alive.Where(i => i.Tags.Read(LabTags.Host) == host)];

    public static bool IsAlive(Instance instance) =>
        instance.State.Name != InstanceStateName.Terminated && instance.State.Name != InstanceStateName.ShuttingDown;

    /// <summary>Reads the lab's instances, security group and key pair from EC2, concurrently.</summary>
    public async Task LookAsync(CancellationToken cancellation) =>
        await Task.WhenAll(
            LookForInstancesAsync(TimeSpan.Zero, cancellation),
            LookForGroupAsync(cancellation),
            LookForKeyAsync(cancellation));

    /// <summary>
    /// Sets <see cref="ForeignGroup"/> and <see cref="ForeignKey"/>. Searches only if the lab's own group or key pair is missing, because
    /// the lab then needs the name.
    /// </summary>
    /// <param name="vpc">The id of the lab's VPC. A group's name is unique in its VPC, a key pair's name in the region.</param>
    public async Task LookForForeignAsync(string vpc, CancellationToken cancellation)
    {
        var groups = Group is not null ? null : ec2.DescribeSecurityGroupsAsync(
            new() { Filters = [new("group-name", [lab]), new("vpc-id", [vpc])] }, cancellation);
        var keys = Key is not null ? null : ec2.DescribeKeyPairsAsync(new() { Filters = [new("key-name", [lab])] }, cancellation);
        ForeignGroup = groups is null ? null : (await groups).SecurityGroups?.FirstOrDefault();
        ForeignKey = keys is null ? null : (await keys).KeyPairs?.FirstOrDefault();
    }

    /// <summary>Reads the instances from EC2 unless a call is in progress or recent, so that concurrent waits share one call.</summary>
    /// <param name="atMostEvery">The time after a successful call during which no new call is made.</param>
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
            found.AddRange((reservation.Instances ?? []).Select(i => InstanceFields.Complete(i, lab)));
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

    /// <summary>Adds an instance that a launch returned; it is kept here until EC2 lists it.</summary>
    public void Add(Instance instance)
    {
        lock (_unseen)
        {
            _unseen[instance.InstanceId] = instance;
        }
    }

    private bool IsUnseen(string id)
    {
        lock (_unseen)
        {
            return _unseen.ContainsKey(id);
        }
    }

    /// <summary>
    /// Terminates instances, and waits until they are terminated, because only then are their security group and addresses released.
    /// </summary>
    /// <exception cref="UserErrorException">An instance was not terminated in time.</exception>
    public async Task EndAsync(IReadOnlyList<string> ids, Ec2Timeouts timeouts, CancellationToken cancellation)
    {
        if (ids.Count == 0)
        {
            return;
        }

        await Ec2Retry.UntilKnownAsync(
            timeouts, () => ec2.TerminateInstancesAsync(new() { InstanceIds = [.. ids] }, cancellation), cancellation);
        List<Instance> remaining = [];
        var isGone = await Poll.UntilAsync(
            async () =>
            {
                await LookForInstancesAsync(timeouts.Poll, cancellation);
                remaining = [.. Instances.Where(i => ids.Contains(i.InstanceId) && i.State.Name != InstanceStateName.Terminated)];
                return remaining.Count == 0;
            },
            timeouts.Gone,
            timeouts.Poll,
            cancellation);
        if (!isGone)
        {
            var unseen = remaining.FindAll(i => IsUnseen(i.InstanceId));
            throw unseen.Count > 0 ? new UserErrorException(
                $"AWS: DescribeInstances does not list {string.Join(", ", unseen.Select(i => i.InstanceId))}, which a launch returned.",
                "Look for them in the AWS console; instances cost money until they are terminated.")
                : new UserErrorException(
                $"AWS: still {remaining[0].State.Name} after {timeouts.Gone.TotalMinutes:0.#} min: "
                + $"{string.Join(", ", remaining.Select(i => i.InstanceId))}",
                "Run `down` again: it continues where this run stopped.");
        }
    }

    /// <summary>Reads <see cref="Group"/> from EC2; filters by tag, because some endpoints omit tags in their answers.</summary>
    public async Task LookForGroupAsync(CancellationToken cancellation)
    {
        var answer = await ec2.DescribeSecurityGroupsAsync(
            new() { Filters = [LabTags.Of(lab), new("group-name", [lab])] }, cancellation);
        Group = answer.SecurityGroups?.FirstOrDefault();
        Ec2Answer.Need(Group is null ? "" : Group.GroupId, "DescribeSecurityGroups", "groupId");
    }

    /// <summary>Reads <see cref="Key"/> from EC2. The request filters by tag, because some endpoints omit tags in answers.</summary>
    public async Task LookForKeyAsync(CancellationToken cancellation)
    {
        var answer = await ec2.DescribeKeyPairsAsync(
            new() { Filters = [LabTags.Of(lab), new("key-name", [lab])], IncludePublicKey = true }, cancellation);
        Key = answer.KeyPairs?.FirstOrDefault();
    }
}
