using Amazon.EC2;
using ChatAspire.Provisioner.Lab;

namespace ChatAspire.Provisioner.Hosts.Ec2;

/// <summary>What the steps of one run share.</summary>
/// <param name="Directory">Where <see cref="Kit"/> is kept.</param>
internal sealed record Ec2Lab(LabSpec Spec, Ec2Options Options, IAmazonEC2 Api, Ec2Inventory Inventory, LabDirectory Directory)
{
    /// <summary>The lab's id: the value of its tag, and the name of its key pair and security group.</summary>
    public string Id => Spec.Name;

    public Ec2Patience Patience => Options.Patience;

    public required LaunchKit Kit { get; set; }

    /// <summary>Our private key as a file.</summary>
    public string KeyPath => Directory.File(LaunchKit.KeyFile);

    public void SaveKit() => Kit.Save(Directory);
}
