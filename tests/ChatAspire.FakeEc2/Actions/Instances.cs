using System.Text;
using System.Xml.Linq;
using static ChatAspire.FakeEc2.Ec2Xml;

namespace ChatAspire.FakeEc2.Actions;

internal static class Instances
{
    public static IEnumerable<XElement?> DescribeInstances(Turn turn)
    {
        Network.Look(turn);
        var (page, next) = Seen(turn)
            .Matching(turn.Request, (i, filter) => filter switch
            {
                "instance-state-name" => [i.State(turn.Now, turn.Cloud)],
                "instance-id" => [i.Id],
                "vpc-id" => [i.Request.Subnet.VpcId],
                "client-token" => [i.Request.ClientToken],
                _ => Filters.OfTags(i.Tags, filter),
            })
            .Page(turn.Request, turn.Cloud.PageSize);
        return
        [
            Set("reservationSet", page, i =>
            [
                E("reservationId", i.ReservationId), E("ownerId", Cloud.Account),
                Set("instancesSet", [i], _ => i.Describe(turn.Now, turn.Cloud)),
            ]),
            next,
        ];
    }

    // Only running instances, unless all are requested.
    public static IEnumerable<XElement?> DescribeInstanceStatus(Turn turn)
    {
        Network.Look(turn);
        var all = turn.Request["IncludeAllInstances"] == "true";
        var (page, next) = Seen(turn)
            .Where(i => all || i.State(turn.Now, turn.Cloud) == "running")
            .Page(turn.Request, turn.Cloud.PageSize);
        return
        [
            Set("instanceStatusSet", page, i =>
            {
                var state = i.State(turn.Now, turn.Cloud);
                var status = state == "running" ? i.Machine.Result.Status : "not-applicable";
                return [E("instanceId", i.Id), Instance.StateElement("instanceState", state), E("systemStatus", E("status", status)),
                    E("instanceStatus", E("status", status))];
            }),
            next,
        ];
    }

    public static IEnumerable<XElement?> TerminateInstances(Turn turn)
    {
        var instances = Named(turn, turn.Request.List("InstanceId"));
        turn.StopIfDryRun();
        return
        [
            Set("instancesSet", instances, i =>
            {
                var before = i.State(turn.Now, turn.Cloud);
                i.End(turn.Now, "Client.UserInitiatedShutdown", "Client.UserInitiatedShutdown: User initiated shutdown");
                return [E("instanceId", i.Id), Instance.StateElement("previousState", before),
                    Instance.StateElement("currentState", i.State(turn.Now, turn.Cloud))];
            }),
        ];
    }

    public static IEnumerable<XElement?> ModifyInstanceMetadataOptions(Turn turn)
    {
        var instance = Named(turn, [turn.Request.Required("InstanceId")])[0];
        turn.StopIfDryRun();
        if (turn.Request["HttpEndpoint"] is { } endpoint)
        {
            instance.SwitchMetadata(endpoint == "enabled");
        }
        return [E("instanceId", instance.Id), instance.MetadataOptions()];
    }

    public static IEnumerable<XElement?> CreateTags(Turn turn)
    {
        var instances = Named(turn, turn.Request.List("ResourceId"));
        turn.StopIfDryRun();
        foreach (var instance in instances)
        {
            foreach (var tag in turn.Request.Items("Tag"))
            {
                instance.Tag(tag.Required("Key"), tag["Value"] ?? "");
            }
        }
        return [E("return", true)];
    }

    public static IEnumerable<XElement?> GetConsoleOutput(Turn turn)
    {
        var instance = Named(turn, [turn.Request.Required("InstanceId")])[0];
        turn.StopIfDryRun();
        var console = instance.Machine.IsCompletedSuccessfully ? instance.Machine.Result.Console : "";
        return [E("instanceId", instance.Id), E("timestamp", turn.Now),
            E("output", Convert.ToBase64String(Encoding.UTF8.GetBytes(console)))];
    }

    private static List<Instance> Named(Turn turn, IReadOnlyList<string> ids)
    {
        foreach (var id in ids)
        {
            turn.Authorization.Demand(Authorization.Arn("instance", id), turn.Cloud.Instances.Find(i => i.Id == id)?.Tags);
        }
        return [.. ids.Select(id => Visible(turn).FirstOrDefault(i => i.Id == id) ?? throw Ec2Exception.InstanceNotFound(id))];
    }

    private static IEnumerable<Instance> Seen(Turn turn)
    {
        var ids = turn.Request.List("InstanceId");
        return ids.Count == 0
            ? Visible(turn)
            : ids.Select(id => Visible(turn).FirstOrDefault(i => i.Id == id) ?? throw Ec2Exception.InstanceNotFound(id));
    }

    private static IEnumerable<Instance> Visible(Turn turn) => turn.Cloud.Instances.Where(i => turn.Cloud.Visible(i.Launched));
}
