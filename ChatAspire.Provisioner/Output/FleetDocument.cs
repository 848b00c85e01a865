using ChatAspire.Lab.Hosts.Ec2;

namespace ChatAspire.Provisioner.Output;

/// <summary>The document of <c>list --json</c>.</summary>
/// <param name="Prices">The price list that the costs are estimated by.</param>
/// <param name="Notes">The assumptions of the costs that replace missing answers of the endpoint.</param>
internal sealed record FleetDocument(string Region, string Prices, IReadOnlyList<FleetLab> Labs, IReadOnlyList<string> Notes)
{
    public static FleetDocument Of(string region, FleetView view) => new(region, FleetTable.Prices, view.Labs, view.Notes);
}
