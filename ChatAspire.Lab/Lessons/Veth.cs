namespace ChatAspire.Lab.Lessons;

/// <summary>From a container's end of a pair to the host's.</summary>
internal static class Veth
{
    /// <summary>The device whose number <c>&lt;ifindex&gt;</c> is; its name becomes <c>&lt;veth名&gt;</c>.</summary>
    public static LessonLine Named(string host) => new(host, "ip -o link | grep '^<ifindex>:'")
    {
        InChapter = false,
        // 9: veth0d93d97@if8: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 …
        Captures = new Dictionary<string, string> { ["veth名"] = @"^\d+: (veth\w+)@" },
    };
}
