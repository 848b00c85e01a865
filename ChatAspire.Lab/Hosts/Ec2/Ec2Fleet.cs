using Amazon.EC2;
using Amazon.EC2.Model;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Lists and removes all labs of an account and region, whoever created them. Labs are found by tag.</summary>
public sealed class Ec2Fleet
{
    /// <summary>The name shown instead of a host's name for steps that call the API.</summary>
    private const string Machine = "aws";

    private readonly IAmazonEC2 _api;
    private readonly Ec2Timeouts _timeouts;

    internal Ec2Fleet(IAmazonEC2 api, Ec2Timeouts timeouts) => (_api, _timeouts) = (api, timeouts);

    /// <summary>The region's name.</summary>
    public string Region => _api.Config.AuthenticationRegion;

    /// <summary>
    /// Lists the labs, sorted by name, without costs. A lab whose instances have ended is listed as long as its security group or key
    /// pair exists.
    /// </summary>
    /// <exception cref="Network.Execution.UserErrorException">AWS refused a call.</exception>
    public async Task<IReadOnlyList<FleetLab>> ListAsync(CancellationToken cancellation)
    {
        var (instances, others) = await LookAsync(cancellation);
        return Describe(instances, others);
    }

    /// <summary>Lists the labs, sorted by name, with their estimated costs.</summary>
    /// <exception cref="Network.Execution.UserErrorException">AWS refused a call.</exception>
    public async Task<FleetView> ViewAsync(CancellationToken cancellation)
    {
        var (instances, others) = await LookAsync(cancellation);
        var now = DateTimeOffset.UtcNow;
        var costs = await FleetCosts.ReadAsync(_api, instances, now, cancellation);
        return new(
            [
                .. Describe(instances, others).Select(lab => WithCost(
                    lab, instances.FindAll(i => i.Tags.Read(LabTags.Lab) == lab.Name).ConvertAll(i => costs.Of(i, now)))),
            ],
            costs.Notes);
    }

    /// <summary>Returns the steps whose undo removes a lab.</summary>
    /// <param name="lab">The lab's name, the value of its tag.</param>
    /// <param name="directory">The lab's directory on this machine; the keys in it are deleted, too.</param>
    public Task<IReadOnlyList<Phase>> RemovalAsync(string lab, LabDirectory directory, CancellationToken cancellation) =>
        new Ec2Teardown(_api, lab, Region, _timeouts, saved: null, SharedResourceSteps.Forget(directory)).PlanAsync(Machine, cancellation);

    private async Task<(List<Instance> Instances, List<IReadOnlyList<Tag>> Others)> LookAsync(CancellationToken cancellation)
    {
        List<Instance> instances = [];
        List<IReadOnlyList<Tag>> others = [];
        await Ec2Errors.AskAsync("DescribeInstances", () => LookAsync(instances, others, cancellation), cancellation);
        return (instances, others);
    }

    private async Task LookAsync(List<Instance> instances, List<IReadOnlyList<Tag>> others, CancellationToken cancellation)
    {
        List<Filter> tagged = [new("tag-key", [LabTags.Lab])];
        var keys = _api.DescribeKeyPairsAsync(new() { Filters = tagged }, cancellation);
        var reservations = _api.Paginators.DescribeInstances(new() { Filters = tagged }).Reservations;
        await foreach (var reservation in reservations.WithCancellation(cancellation))
        {
            instances.AddRange((reservation.Instances ?? []).Where(i => i.State is null || Ec2Inventory.IsAlive(i)));
        }

        var groups = _api.Paginators.DescribeSecurityGroups(new() { Filters = tagged }).SecurityGroups;
        await foreach (var group in groups.WithCancellation(cancellation))
        {
            others.Add(group.Tags ?? []);
        }

        others.AddRange(((await keys).KeyPairs ?? []).Select(key => (IReadOnlyList<Tag>)(key.Tags ?? [])));
    }

    private static IReadOnlyList<FleetLab> Describe(List<Instance> instances, List<IReadOnlyList<Tag>> others)
    {
        var names = instances.Select(i => i.Tags).Concat(others).Select(tags => tags.Read(LabTags.Lab)).OfType<string>();
        return
        [
            .. names.Distinct().Order(StringComparer.Ordinal).Select(name => Describe(
                name,
                instances.FindAll(i => i.Tags.Read(LabTags.Lab) == name),
                others.FindAll(tags => tags.Read(LabTags.Lab) == name))),
        ];
    }

    private static FleetLab Describe(string name, List<Instance> instances, List<IReadOnlyList<Tag>> others)
    {
        var ends = instances.Count > 0
            ? instances.ConvertAll(InstanceAge.Ends)
            : others.ConvertAll(tags => LabTags.ReadEnds(tags));
        return new(
            name,
            instances.Select(i => i.Tags).Concat(others).Select(tags => tags.Read(LabTags.By)).FirstOrDefault(by => by is not null),
            instances.Count,
            instances.Select(InstanceAge.Launched).Min(),
            ends.Contains(null) ? null : ends.Max());
    }

    private static FleetLab WithCost(FleetLab lab, List<CostEstimate?> costs) => costs.Contains(null)
        ? lab
        : lab with { Cost = costs.Sum(cost => cost!.Value.Dollars), AtMost = costs.Exists(cost => cost!.Value.IsUpperBound) };
}
