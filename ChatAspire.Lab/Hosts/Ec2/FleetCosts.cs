using Amazon.EC2;
using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// Estimates the costs of instances from list prices, their volumes and the history of spot prices. If EC2 does not return the volumes
/// or the history, the estimate assumes the default volume size or the on-demand price, and <see cref="Notes"/> says so.
/// </summary>
internal sealed class FleetCosts
{
    private const string Linux = "Linux/UNIX";

    private readonly List<string> _notes = [];
    private ILookup<string?, Volume> _volumes = Enumerable.Empty<Volume>().ToLookup(v => (string?)null);
    private SpotHistory _spot = new([]);

    private FleetCosts()
    {
    }

    /// <summary>The failed calls, each with the assumption that replaces its answer.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Reads the volumes, and the spot prices if there are spot instances.</summary>
    /// <param name="instances">The instances whose costs will be estimated.</param>
    public static async Task<FleetCosts> ReadAsync(
        IAmazonEC2 api, IReadOnlyList<Instance> instances, DateTimeOffset now, CancellationToken cancellation)
    {
        var costs = new FleetCosts();
        if (instances.Count > 0)
        {
            await costs.TryAsync(
                "DescribeVolumes", $"disks are counted as {RootVolume.DefaultGigabytes} GB",
                () => costs.ReadVolumesAsync(api, cancellation), cancellation);
        }

        var spot = instances.Where(InstanceAge.IsSpot).ToList();
        if (spot.Count > 0)
        {
            await costs.TryAsync(
                "DescribeSpotPriceHistory", "spot instances are counted at the on-demand price, which is more",
                () => costs.ReadSpotPricesAsync(api, spot, now, cancellation), cancellation);
        }

        return costs;
    }

    /// <summary>
    /// Estimates the cost so far of an instance, its public address and its volumes; null if its age or a price is not known.
    /// </summary>
    public CostEstimate? Of(Instance instance, DateTimeOffset now)
    {
        if (InstanceAge.Launched(instance) is not { } launched)
        {
            return null;
        }

        var hours = (decimal)(now - launched).TotalHours;
        var isSpot = InstanceAge.IsSpot(instance);
        var type = instance.InstanceType?.Value;
        var spot = isSpot ? _spot.Cost(type, instance.Placement?.AvailabilityZone, launched, now) : null;
        var volumes = _volumes[instance.InstanceId].Select(volume => OfVolume(volume, launched, now))
            .DefaultIfEmpty(Ec2Prices.VolumePerHour(RootVolume.Type, RootVolume.DefaultGigabytes) * hours);
        var dollars = (spot ?? Ec2Prices.InstancePerHour(type) * hours) + volumes.Aggregate((sum, volume) => sum + volume);
        return dollars is null ? null : new(
            dollars.Value + (instance.PublicIpAddress is null ? 0 : Ec2Prices.AddressPerHour * hours), isSpot && spot is null);
    }

    private static decimal? OfVolume(Volume volume, DateTimeOffset launched, DateTimeOffset now)
    {
        var created = volume.CreateTime is { } at ? new DateTimeOffset(at.ToUniversalTime()) : launched;
        return Ec2Prices.VolumePerHour(volume.VolumeType?.Value ?? RootVolume.Type, volume.Size ?? RootVolume.DefaultGigabytes)
            * (decimal)(now - created).TotalHours;
    }

    private async Task ReadVolumesAsync(IAmazonEC2 api, CancellationToken cancellation)
    {
        List<Volume> volumes = [];
        var tagged = api.Paginators.DescribeVolumes(new() { Filters = [new("tag-key", [LabTags.Lab])] }).Volumes;
        await foreach (var volume in tagged.WithCancellation(cancellation))
        {
            volumes.Add(volume);
        }

        _volumes = volumes.ToLookup(v => v.Attachments?.FirstOrDefault()?.InstanceId);
    }

    private async Task ReadSpotPricesAsync(
        IAmazonEC2 api, IReadOnlyList<Instance> instances, DateTimeOffset now, CancellationToken cancellation)
    {
        List<SpotPrice> prices = [];
        var request = new DescribeSpotPriceHistoryRequest
        {
            InstanceTypes = [.. instances.Select(i => i.InstanceType?.Value).OfType<string>().Distinct()],
            ProductDescriptions = [Linux],
            StartTime = (instances.Min(InstanceAge.Launched) ?? now).UtcDateTime,
            EndTime = now.UtcDateTime,
        };
        await foreach (var price in api.Paginators.DescribeSpotPriceHistory(request).SpotPriceHistory.WithCancellation(cancellation))
        {
            prices.Add(price);
        }

        _spot = new SpotHistory(prices);
    }

    /// <summary>Runs a call. If the call fails, adds a note instead of throwing, because the estimate is then only less exact.</summary>
    /// <param name="assumption">The assumption that replaces the answer, for the note.</param>
    private async Task TryAsync(string action, string assumption, Func<Task> read, CancellationToken cancellation)
    {
        try
        {
            await read();
        }
        catch (AmazonEC2Exception e) when (!cancellation.IsCancellationRequested)
        {
            _notes.Add($"{Ec2Errors.Explain(e, action).Message.TrimEnd('.')}: {assumption}.");
        }
    }
}

/// <summary>The estimated cost of an instance so far.</summary>
/// <param name="Dollars">The cost in US dollars.</param>
/// <param name="IsUpperBound">True for a spot instance estimated at the on-demand price.</param>
internal readonly record struct CostEstimate(decimal Dollars, bool IsUpperBound);
