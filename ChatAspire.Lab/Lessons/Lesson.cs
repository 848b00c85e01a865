namespace ChatAspire.Lab.Lessons;

/// <summary>A section of the chapter as a guided run on a running lab. Its texts are in <see cref="LessonText"/>.</summary>
/// <param name="Section">The chapter's section: "3-1".</param>
public sealed record Lesson(string Section, params IReadOnlyList<LessonItem> Items)
{
    /// <summary>The names of everything the lesson creates; the lesson does not begin if one of them is in use.</summary>
    public LessonNames Makes { get; init; } = new();

    /// <summary>The subnets, VNI and port the lesson uses; the lesson does not begin if the lab uses one of them.</summary>
    public LessonNumbers Takes { get; init; } = new();
}

/// <summary>Names that must be unused on every host when a lesson begins, and are unused again when it has ended.</summary>
public sealed record LessonNames
{
    public IReadOnlyList<string> Containers { get; init; } = [];

    public IReadOnlyList<string> Networks { get; init; } = [];

    public IReadOnlyList<string> Images { get; init; } = [];

    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>Named network namespaces, under /var/run/netns.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];
}

/// <summary>Subnets, VNI and port that lab.json must not use, because a lesson does.</summary>
public sealed record LessonNumbers
{
    /// <summary>IPv4 subnets in CIDR notation: "172.28.0.0/16".</summary>
    public IReadOnlyList<string> Subnets { get; init; } = [];

    public int? Vni { get; init; }

    /// <summary>The port the lesson publishes on the first host; null for none.</summary>
    public int? Port { get; init; }
}

/// <summary>One item of a lesson: commands that are shown together, under one title.</summary>
/// <param name="Key">The key of the item's texts in <see cref="LessonText.Items"/>.</param>
public sealed record LessonItem(string Key, params IReadOnlyList<LessonLine> Commands)
{
    /// <summary>The command that <c>up</c> ran, if the item only shows its result; otherwise empty.</summary>
    public string UpRan { get; init; } = "";
}

/// <summary>
/// A command of a lesson. A placeholder <c>&lt;name&gt;</c> in it is replaced by a value of this lab, or by a value from the output of an
/// earlier command. A placeholder that is also in the chapter has the chapter's name (<c>&lt;プロセスID&gt;</c>).
/// </summary>
/// <param name="Host">The host on which the command runs, as named in lab.json.</param>
/// <param name="Typed">The command exactly as the chapter prints it, if <see cref="InChapter"/>.</param>
public sealed record LessonLine(string Host, string Typed)
{
    /// <summary>The command that runs; it differs from <see cref="Typed"/> if that cannot run here or would not end.</summary>
    public string Run { get; init; } = Typed;

    /// <summary>False for a command that is not in the chapter's list.</summary>
    public bool InChapter { get; init; } = true;

    /// <summary>Placeholder name → regular expression whose first group captures the value from the output.</summary>
    public IReadOnlyDictionary<string, string> Captures { get; init; } = new Dictionary<string, string>();

    /// <summary>True for a command whose failure is part of the lesson.</summary>
    public bool MayFail { get; init; }

    /// <summary>A shell condition that holds once the command has taken effect, for example that a server answers. Null for none.</summary>
    public string? Settles { get; init; }

    /// <summary>Set for a command that listens, in a terminal of its own, while the item's other commands run; otherwise null.</summary>
    public Listening? Listens { get; init; }
}

/// <summary>The conditions by which a lesson starts and ends a command that would otherwise listen forever.</summary>
/// <param name="Ready">A shell condition that holds once the command listens; the file <c>$out</c> has the command's output so far.</param>
/// <param name="Until">An extended regular expression; the command is ended once its output matches and has stopped growing.</param>
public sealed record Listening(string Ready, string Until)
{
    /// <summary>Listens with tcpdump(8), which prints a line when it has opened the device.</summary>
    // listening on docker0, link-type EN10MB (Ethernet), snapshot length 262144 bytes
    public static Listening Tcpdump(string until) => new("grep -q '^listening on\\|, listening on\\|: listening on' \"$out\"", until);

    /// <summary>
    /// Listens with xtables-monitor(8), which prints nothing when it is ready. It is ready once its netlink socket, of protocol 12
    /// (NETLINK_NETFILTER), has joined a group.
    /// </summary>
    // sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode
    // 000000008e6d3e5e 12  2259617065 00000100 0        0        0     2        0        122478
    public static Listening Trace(string until) =>
        new("awk '$2 == 12 && $4 !~ /^0*$/ { found = 1 } END { exit !found }' /proc/net/netlink", until);

    /// <summary>Listens with tail(1), which follows a file from its end, and counts as ready at once.</summary>
    public static Listening Log(string until) => new("true", until);
}
