using Amazon.EC2;
using Amazon.EC2.Model;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Looks up the instance type and the image that the options name, or the defaults.</summary>
internal sealed class MachineLookup(IAmazonEC2 ec2, Ec2Options options, CancellationToken cancellation)
{
    /// <summary>Returns the names of the availability zones that offer the instance type: <c>eu-central-1a</c>.</summary>
    public async Task<IReadOnlyList<string>?> ZonesAsync() =>
        (await ec2.DescribeInstanceTypeOfferingsAsync(
            new()
            {
                LocationType = LocationType.AvailabilityZone,
                Filters = [new("instance-type", [options.InstanceType])],
            },
            cancellation))
            .InstanceTypeOfferings?.ConvertAll(o => Ec2Answer.Need(o.Location, "DescribeInstanceTypeOfferings", "location")) ?? [];

    /// <summary>Returns the architecture of the instance type: <c>x86_64</c>.</summary>
    public async Task<string?> ArchitectureAsync() => Ec2Answer.Need(
        (await ec2.DescribeInstanceTypesAsync(new() { InstanceTypes = [options.InstanceType] }, cancellation))
            .InstanceTypes?.FirstOrDefault()?.ProcessorInfo?.SupportedArchitectures?.LastOrDefault(),
        "DescribeInstanceTypes",
        "supportedArchitectures");

    /// <summary>
    /// Finds the image. Requests the images of every architecture, so that the call need not wait for the type's architecture.
    /// </summary>
    /// <param name="typesArchitecture">The architecture of the instance type, or null if it could not be determined.</param>
    /// <returns>The image; null if the architecture is not known.</returns>
    /// <exception cref="UserErrorException">No image exists for the type's architecture, or <c>--disk</c> is too small for it.</exception>
    public async Task<Image?> ImageAsync(Task<string?> typesArchitecture)
    {
        var images = options.Image is { } id ? await NamedAsync(id) : await ListAsync(DebianImage.Request);
        if (await typesArchitecture is not { } architecture)
        {
            return null;
        }

        foreach (var image in images)
        {
            Ec2Answer.Need(image.Architecture?.Value, "DescribeImages", "architecture");
        }

        var chosen = DebianImage.Newest(images, architecture) ?? throw (options.Image is not null
            ? new UserErrorException(
                $"AWS: {options.Image} is an {images[0].Architecture} image, "
                + $"and {options.InstanceType} is an {architecture} machine.",
                "Choose an --image and an --instance-type of the same architecture.")
            : new UserErrorException(
                $"AWS: there is no image of Debian {DebianImage.Release} for {architecture} in this region.",
                "Choose one with --image ami-…."));
        Ec2Answer.Need(chosen.ImageId, "DescribeImages", "imageId");
        Ec2Answer.Need(chosen.RootDeviceName, "DescribeImages", "rootDeviceName");
        return options.DiskGigabytes < RootVolume.SizeOf(chosen)
            ? throw new UserErrorException(
                $"AWS: --disk {options.DiskGigabytes} is smaller than the image ({RootVolume.SizeOf(chosen)} GB).",
                $"Use --disk {RootVolume.SizeOf(chosen)} or more, or omit it.")
            : chosen;
    }

    private async Task<List<Image>> NamedAsync(string id)
    {
        try
        {
            if (await ListAsync(new() { ImageIds = [id] }) is { Count: > 0 } found)
            {
                return found;
            }
        }
        catch (AmazonEC2Exception e) when (e.NamesNothing())
        {
            // Handled like an empty answer, below.
        }

        throw new UserErrorException(
            $"AWS: there is no image {id} in {ec2.Config.AuthenticationRegion}, or it is not shared with the account.",
            "An image ID is valid in one region only. Omit --image for the newest one, "
            + "or find one: `aws ec2 describe-images --owners self amazon`.");
    }

    private async Task<List<Image>> ListAsync(DescribeImagesRequest request)
    {
        var images = new List<Image>();
        await foreach (var image in ec2.Paginators.DescribeImages(request).Images.WithCancellation(cancellation))
        {
            images.Add(image);
        }

        return images;
    }
}
