using System.Xml.Linq;
using static ChatAspire.FakeEc2.Ec2Xml;

namespace ChatAspire.FakeEc2.Actions;

internal static class RouteTables
{
    public static IEnumerable<XElement?> DescribeRouteTables(Turn turn)
    {
        Network.Look(turn);
        var (page, next) = turn.Cloud.RouteTables
            .Matching(turn.Request, (t, filter) => filter switch
            {
                "vpc-id" => [t.VpcId],
                "route-table-id" => [t.Id],
                "association.subnet-id" => t.Subnets ?? [],
                _ => null,
            })
            .Page(turn.Request, turn.Cloud.PageSize);
        return
        [
            Set("routeTableSet", page, t =>
            [
                E("routeTableId", t.Id), E("vpcId", t.VpcId),
                Set("routeSet", Routes(turn.Cloud, t), r => r),
                Set("associationSet", Associations(t), a => a),
            ]),
            next,
        ];
    }

    private static IEnumerable<object?[]> Routes(Cloud cloud, RouteTable table)
    {
        yield return [E("destinationCidrBlock", cloud.Vpcs.First(v => v.Id == table.VpcId).Cidr), E("gatewayId", "local"),
            E("state", "active")];
        if (table.Default is { } target)
        {
            var kind = target.StartsWith("nat-", StringComparison.Ordinal) ? "natGatewayId" : "gatewayId";
            yield return [E("destinationCidrBlock", "0.0.0.0/0"), E(kind, target), E("state", table.State)];
        }
    }

    private static IEnumerable<object?[]> Associations(RouteTable table) => table.Subnets is null
        ? [[E("routeTableAssociationId", $"rtbassoc-{table.Id[4..]}"), E("routeTableId", table.Id), E("main", true)]]
        : table.Subnets.Select(s => (object?[])[E("routeTableId", table.Id), E("subnetId", s), E("main", false)]);
}
