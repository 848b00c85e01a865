using ChatAspire.Lab.Hosts.Ec2;

namespace ChatAspire.Provisioner.Output;

/// <summary>The document of <c>list --json</c>.</summary>
/// <param name="Prices">The price list that the costs are estimated by.</param>
internal sealed record FleetDocument(string Region, string Prices, IReadOnlyList<FleetLab> Labs)
{
    public static FleetDocument Of(string region, IReadOnlyList<FleetLab> labs) => new(region, FleetTable.Prices, labs);
}
