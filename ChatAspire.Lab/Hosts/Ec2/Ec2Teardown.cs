using Amazon.EC2;
using Amazon.EC2.Model;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// Removes every resource with the lab's tag: the instances, then their security groups, then the key pairs. Then it looks again and
/// removes the remaining resources, until none is left or the deadline has passed. The launch state of <c>up</c> is optional; it
/// reveals an interrupted launch whose instance EC2 does not list yet.
/// </summary>
/// <param name="lab">The lab's name, the value of its tag.</param>
/// <param name="saved">The launch state saved by <c>up</c>; null if there is none.</param>
/// <param name="forget">Deletes the launch state saved by <c>up</c>.</param>
internal sealed class Ec2Teardown(IAmazonEC2 ec2, string lab, string region, Ec2Timeouts timeouts, LaunchState? saved, ApiCall forget)
{
    private readonly Ec2Inventory _inventory = new(ec2, lab);
    private readonly DateTimeOffset _deadline = DateTimeOffset.UtcNow + timeouts.Gone;
    private IReadOnlyList<SecurityGroup> _groups = [];
    private IReadOnlyList<KeyPairInfo> _keys = [];

    /// <summary>Returns the steps in the reverse order of removal, because <c>down</c> undoes the last step first.</summary>
    /// <param name="machine">The name shown instead of a host's name.</param>
    public async Task<IReadOnlyList<Phase>> PlanAsync(string machine, CancellationToken cancellation)
    {
        await Ec2Errors.AskAsync("DescribeInstances", () => LookAsync(cancellation), cancellation);
        return
        [
            Phase("look again", null, "What is left would cost money, or be in the way of the next lab.",
                Ec2Call.Create("DescribeTags", LookAgainAsync, "--filters", $"Name=tag:{LabTags.Lab},Values={lab}"), forget),
            Phase("key pair", Count(_keys.Count, "key pair"), "Nothing uses it any more.",
                Ec2Call.Create("DeleteKeyPair", token => DeleteKeysAsync(byName: false, token), [.. _keys.SelectMany(KeyArgument)])),
            Phase("security group", Count(_groups.Count, "security group"), "EC2 allows this once the last of its instances is terminated.",
                Ec2Call.Create(
                    "DeleteSecurityGroup", DeleteGroupsAsync, [.. _groups.SelectMany(g => (string[])["--group-id", g.GroupId])])),
            Phase("instances", Count(_inventory.Alive.Count, "instance"), "They cost money until they are terminated.",
                Ec2Call.Create("TerminateInstances", EndInstancesAsync, ["--instance-ids", .. _inventory.Alive.Select(i => i.InstanceId)])),
        ];

        Phase Phase(string title, string? removes, string why, params ApiCall[] undo) => new(title,
        [
            new(machine, machine,
            [
                new Step
                {
                    Title = title,
                    Why = why,
                    Undo = undo,
                    Removes = removes,
                    Probe = (_, _) => Task.FromResult(Finding.Missing(Left())),
                },
            ]),
        ]);

        static string[] KeyArgument(KeyPairInfo key) =>
            key.KeyPairId is { } id ? ["--key-pair-id", id] : ["--key-name", key.KeyName];

        static string Count(int count, string noun) => count == 0 ? "" : $"{count} {noun}{(count == 1 ? "" : "s")}";
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var groups = new List<SecurityGroup>();
        var instances = _inventory.LookForInstancesAsync(TimeSpan.Zero, cancellation);
        var keys = ec2.DescribeKeyPairsAsync(new() { Filters = [LabTags.Of(lab)] }, cancellation);
        var found = ec2.Paginators.DescribeSecurityGroups(new() { Filters = [LabTags.Of(lab)] }).SecurityGroups;
        await foreach (var group in found.WithCancellation(cancellation))
        {
            Ec2Answer.Need(group.GroupId, "DescribeSecurityGroups", "groupId");
            groups.Add(group);
        }

        await instances;
        (_groups, _keys) = (groups, (await keys).KeyPairs ?? []);
        foreach (var key in _keys)
        {
            Ec2Answer.Need(key.KeyPairId ?? key.KeyName, "DescribeKeyPairs", "keyPairId");
        }
    }

    /// <summary>The timeouts, shortened to the time that remains until the deadline.</summary>
    private Ec2Timeouts Remaining => timeouts with { Gone = Shortest(timeouts.Gone), Visible = Shortest(timeouts.Visible) };

    private TimeSpan Shortest(TimeSpan limit)
    {
        var left = _deadline - DateTimeOffset.UtcNow;
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < limit ? left : limit;
    }

    private async Task<string> EndInstancesAsync(CancellationToken cancellation)
    {
        await _inventory.EndAsync(
            [.. _inventory.Instances.Where(i => i.State.Name != InstanceStateName.Terminated).Select(i => i.InstanceId)],
            Remaining,
            cancellation);
        return "";
    }

    private async Task<string> DeleteGroupsAsync(CancellationToken cancellation)
    {
        foreach (var group in _groups)
        {
            await Ec2Retry.UntilReleasedAsync(Remaining, async () =>
            {
                try
                {
                    return await ec2.DeleteSecurityGroupAsync(new() { GroupId = group.GroupId }, cancellation);
                }
                catch (AmazonEC2Exception e) when (e.ErrorCode == "DependencyViolation")
                {
                    // An instance that was launched just before `down`, and was not listed yet, may still use the group.
                    await _inventory.LookForInstancesAsync(TimeSpan.Zero, cancellation);
                    await EndInstancesAsync(cancellation);
                    throw;
                }
            }, cancellation);
        }
        _groups = [];
        return "";
    }

    /// <summary>Deletes the lab's key pairs.</summary>
    /// <param name="byName">True to delete by name if possible, for endpoints that ignore the id.</param>
    private async Task<string> DeleteKeysAsync(bool byName, CancellationToken cancellation)
    {
        foreach (var key in _keys)
        {
            await ec2.DeleteKeyPairAsync(
                key.KeyPairId is null || (byName && key.KeyName is not null)
                    ? new() { KeyName = key.KeyName }
                    : new() { KeyPairId = key.KeyPairId },
                cancellation);
        }

        _keys = [];
        return "";
    }

    /// <summary>
    /// Removes the remaining resources until none is left. After an interrupted launch it polls for <see cref="Ec2Timeouts.CutOff"/> even
    /// if no resource is listed, because EC2 may list the instance late.
    /// </summary>
    /// <exception cref="UserErrorException">A resource still exists at the deadline.</exception>
    private async Task<string> LookAgainAsync(CancellationToken cancellation)
    {
        var started = DateTimeOffset.UtcNow;
        var until = started + (CutOff() ? timeouts.CutOff : TimeSpan.Zero);
        while (true)
        {
            await LookAsync(cancellation);
            if (IsEmpty && DateTimeOffset.UtcNow >= until)
            {
                return Left();
            }

            if (!IsEmpty)
            {
                // Instances take minutes to terminate. Groups and key pairs are deleted immediately or not at all, so they get less time.
                if (DateTimeOffset.UtcNow >= (_inventory.Alive.Count > 0 ? _deadline : until + timeouts.Visible))
                {
                    throw StillLeft();
                }

                await RemoveAsync(cancellation);
            }

            await Task.Delay(timeouts.Poll, cancellation);
        }
    }

    private async Task RemoveAsync(CancellationToken cancellation)
    {
        try
        {
            await EndInstancesAsync(cancellation);
            await DeleteGroupsAsync(cancellation);
            await DeleteKeysAsync(byName: true, cancellation);
        }
        catch (Exception e) when (e is UserErrorException or AmazonEC2Exception { ErrorCode: "DependencyViolation" }
            && DateTimeOffset.UtcNow >= _deadline)
        {
            throw StillLeft();
        }
    }

    private UserErrorException StillLeft() => new(
        $"AWS: {Left()}, although deletion was retried until the deadline.",
        $"Run `down` again, or delete them in the AWS console of {region}; instances cost money until they are terminated.");

    private bool IsEmpty => _inventory.Alive.Count == 0 && _groups.Count == 0 && _keys.Count == 0;

    // Returns true if a recent launch may have created an instance that EC2 does not list yet.
    private bool CutOff() => saved is not null
        && saved.Launches.Values.Any(l => l.MayBeUnderWay && _inventory.Instances.All(i => i.ClientToken != l.Token));

    private string Left() => IsEmpty
        ? $"nothing tagged {LabTags.Lab}={lab} is left in {region}"
        : $"left in {region}: " + string.Join(
            ", ",
            [
                .. _inventory.Alive.Select(i => i.InstanceId), .. _groups.Select(g => g.GroupId),
                .. _keys.Select(k => $"key pair {k.KeyName ?? k.KeyPairId}"),
            ]);
}
