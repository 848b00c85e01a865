using System.Globalization;
using System.Xml.Linq;
using static ChatAspire.FakeEc2.Ec2Xml;

namespace ChatAspire.FakeEc2.Actions;

internal static class Prices
{
    // A terminated instance's volume is deleted with it, or left behind detached.
    public static IEnumerable<XElement?> DescribeVolumes(Turn turn)
    {
        Network.Look(turn);
        var (page, next) = turn.Cloud.Instances
            .Where(i => turn.Cloud.Visible(i.Launched) && (i.Ended is null || !i.Request.Volume.Dies))
            .Matching(turn.Request, (i, filter) => filter switch
            {
                "attachment.instance-id" => i.Ended is null ? [i.Id] : [],
                _ => Filters.OfTags(i.Tags, filter),
            })
            .Page(turn.Request, turn.Cloud.PageSize);
        return
        [
            Set("volumeSet", page, i =>
            [
                E("volumeId", i.Id.Replace("i-", "vol-", StringComparison.Ordinal)), E("size", i.Request.Volume.Gigabytes),
                E("volumeType", i.Request.Volume.Type), E("encrypted", i.Request.Volume.Encrypted),
                E("status", i.Ended is null ? "in-use" : "available"), E("createTime", i.Launched),
                Set("attachmentSet", i.Ended is null ? [i] : Array.Empty<Instance>(), _ =>
                    [E("instanceId", i.Id), E("device", Cloud.RootDevice), E("status", "attached")]),
                Ec2Xml.Tags(i.Tags),
            ]),
            next,
        ];
    }

    // The prices of a time span, and the last one before it: the one that was valid at its beginning.
    public static IEnumerable<XElement?> DescribeSpotPriceHistory(Turn turn)
    {
        Network.Look(turn);
        var types = turn.Request.List("InstanceType");
        var from = Time(turn.Request["StartTime"]) ?? turn.Now;
        var to = Time(turn.Request["EndTime"]) ?? turn.Now;
        var (page, next) = turn.Cloud.SpotPrices.Where(p => types.Contains(p.Type) && p.Since <= to)
            .GroupBy(p => (p.Type, p.Zone))
            .SelectMany(prices => prices.Where(p => p.Since >= from || p.Since == prices.Where(q => q.Since < from).Max(q => q.Since)))
            .OrderByDescending(p => p.Since)
            .Page(turn.Request, turn.Cloud.PageSize);
        return
        [
            Set("spotPriceHistorySet", page, p =>
            [
                E("instanceType", p.Type), E("productDescription", "Linux/UNIX"), E("spotPrice", p.PerHour), E("timestamp", p.Since),
                E("availabilityZone", p.Zone),
            ]),
            next ?? E("nextToken"), // EC2 ends this list with an empty token
        ];
    }

    private static DateTimeOffset? Time(string? text) =>
        text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
