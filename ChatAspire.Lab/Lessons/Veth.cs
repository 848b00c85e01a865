namespace ChatAspire.Lab.Lessons;

/// <summary>Finds the host's end of a container's veth pair.</summary>
internal static class Veth
{
    /// <summary>Lists the device with the index <c>&lt;ifindex&gt;</c>, and captures its name as <c>&lt;veth名&gt;</c>.</summary>
    public static LessonLine Named(string host) => new(host, "ip -o link | grep '^<ifindex>:'")
    {
        InChapter = false,
        // 9: veth0d93d97@if8: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 …
        Captures = new Dictionary<string, string> { ["veth名"] = @"^\d+: (veth\w+)@" },
    };
}
