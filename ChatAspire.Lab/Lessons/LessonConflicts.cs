using System.Net;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Lessons;

/// <summary>Finds the names, subnets, VNI and port that a lesson and its lab would both use.</summary>
internal static class LessonConflicts
{
    /// <returns>One line per conflict, with the JSON path if the value comes from lab.json.</returns>
    public static IReadOnlyList<string> Of(Lesson lesson, LessonPlace place)
    {
        var (spec, makes) = (place.Spec, lesson.Makes);
        (string Path, string Name, string What, IReadOnlyList<string> Made)[] names =
        [
            ("$.overlay.network", spec.Overlay.Network, "a network or device", [.. makes.Networks, .. makes.Devices]),
            ("$.overlay.device", spec.Overlay.Device, "a device", makes.Devices),
            ("$.redis.name", spec.Redis.Name, "a container", makes.Containers),
            .. spec.Chat.Select((chat, i) => ($"$.chat[{i}].name", chat.Name, "a container", makes.Containers)),
            ("$.dashboard.name", spec.Dashboard.Name, "a container", makes.Containers),
            // The hosts' own image is on the outer engine only, and lessons create images on the hosts only.
            .. spec.Images.ByRole.Where(image => image.Role != "host")
                .Select(image => ($"$.images.{image.Role}", Untagged(image.Name), "an image", makes.Images)),
        ];
        var same = names.Where(name => name.Made.Contains(name.Name))
            .Select(name => $"lab.json: {name.Path}: lesson {lesson.Section} also creates {name.What} {name.Name}.");

        var ranges =
            from range in new[] { ("$.overlay.subnet", spec.Overlay.Subnet), ("$.overlay.deviceSubnet", spec.Overlay.DeviceSubnet) }
            from taken in lesson.Takes.Subnets
            where IPNetwork.Parse(range.Item2).Overlaps(IPNetwork.Parse(taken))
            select $"lab.json: {range.Item1}: {range.Item2} overlaps {taken}, which lesson {lesson.Section} uses.";

        var addresses =
            from host in new[] { place.A, place.B }
            from taken in lesson.Takes.Subnets
            where IPNetwork.Parse(taken).Contains(IPAddress.Parse(host.Underlay))
            select $"{host.Name}: its own address {host.Underlay} is in {taken}, which lesson {lesson.Section} uses; "
                + "put the hosts into a VPC with another range.";

        string[] vni = spec.Overlay.Vni == lesson.Takes.Vni
            ? [$"lab.json: $.overlay.vni: lesson {lesson.Section} also creates a device with VNI {spec.Overlay.Vni}."] : [];

        var ports = spec.Chat.Index().Where(chat => chat.Item.Host == spec.Hosts[0].Name && chat.Item.Publish == lesson.Takes.Port)
            .Select(chat => $"lab.json: $.chat[{chat.Index}].publish: "
                + $"lesson {lesson.Section} publishes {chat.Item.Publish} on {chat.Item.Host} as well.");

        return [.. same, .. ranges, .. addresses, .. vni, .. ports];
    }

    private static string Untagged(string image) =>
        image.EndsWith(":latest", StringComparison.Ordinal) ? image[..^":latest".Length] : image;
}
