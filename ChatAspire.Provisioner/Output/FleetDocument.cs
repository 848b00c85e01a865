using ChatAspire.Lab.Hosts.Ec2;

namespace ChatAspire.Provisioner.Output;

/// <summary>The JSON document of <c>list --json</c>.</summary>
/// <param name="Prices">A description of the price list from which the costs are estimated.</param>
/// <param name="Notes">The assumptions made for the costs where the EC2 endpoint gave no answer.</param>
internal sealed record FleetDocument(string Region, string Prices, IReadOnlyList<FleetLab> Labs, IReadOnlyList<string> Notes)
{
    public static FleetDocument Of(string region, FleetView view) => new(region, FleetTable.Prices, view.Labs, view.Notes);
}
