namespace ChatAspire.Lab.Lessons;

/// <summary>A section of the chapter, as a run on a lab that stands. Its words are in <see cref="LessonText"/>.</summary>
/// <param name="Section">The chapter's: "3-1".</param>
public sealed record Lesson(string Section, params IReadOnlyList<LessonItem> Items)
{
    /// <summary>What it makes under names that could be somebody's already.</summary>
    public LessonNames Makes { get; init; } = new();

    /// <summary>The numbers of it that could be the lab's already.</summary>
    public LessonNumbers Takes { get; init; } = new();
}

/// <summary>Names that must be free on every host before a lesson begins, and are free again when it has ended.</summary>
public sealed record LessonNames
{
    public IReadOnlyList<string> Containers { get; init; } = [];

    public IReadOnlyList<string> Networks { get; init; } = [];

    public IReadOnlyList<string> Images { get; init; } = [];

    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>Named network namespaces, below /var/run/netns.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];
}

/// <summary>Numbers that lab.json must leave to a lesson.</summary>
public sealed record LessonNumbers
{
    /// <summary>IPv4 CIDR.</summary>
    public IReadOnlyList<string> Subnets { get; init; } = [];

    public int? Vni { get; init; }

    /// <summary>Published on the first host.</summary>
    public int? Port { get; init; }
}

/// <summary>One thought of a lesson: the commands that are read together.</summary>
/// <param name="Key">Finds its words.</param>
public sealed record LessonItem(string Key, params IReadOnlyList<LessonLine> Commands)
{
    /// <summary>What <c>up</c> ran for the same, where the lesson only looks; empty elsewhere.</summary>
    public string UpRan { get; init; } = "";
}

/// <summary>
/// A command of a lesson. <c>&lt;name&gt;</c> in it stands for a value of this lab, or one that an earlier command has shown;
/// the names are the chapter's own where it has them (<c>&lt;プロセスID&gt;</c>).
/// </summary>
/// <param name="Host">Where it runs, as in lab.json.</param>
/// <param name="Typed">As the chapter prints it, to the letter.</param>
public sealed record LessonLine(string Host, string Typed)
{
    /// <summary>What is run in its place, because the chapter's own cannot run here, or would not end.</summary>
    public string Run { get; init; } = Typed;

    /// <summary>False for one that the chapter's list does not have.</summary>
    public bool InChapter { get; init; } = true;

    /// <summary>Name → regular expression whose first group, in the output, is the value.</summary>
    public IReadOnlyDictionary<string, string> Captures { get; init; } = new Dictionary<string, string>();

    /// <summary>That it fails is what it shows.</summary>
    public bool MayFail { get; init; }

    /// <summary>A shell condition that holds once its effect is there: a server answers.</summary>
    public string? Settles { get; init; }

    /// <summary>Set where it runs while the item's other commands do, in a terminal of its own.</summary>
    public Listening? Listens { get; init; }
}

/// <summary>How a command that would listen for ever is made to end.</summary>
/// <param name="Ready">A shell condition on its output so far, the file <c>$out</c>: it listens now.</param>
/// <param name="Until">An extended regular expression: when a line of the output matches and no more comes, it has seen what it should.</param>
public sealed record Listening(string Ready, string Until)
{
    /// <summary>tcpdump(8), which says when it has opened the device.</summary>
    // listening on docker0, link-type EN10MB (Ethernet), snapshot length 262144 bytes
    public static Listening Tcpdump(string until) => new("grep -q '^listening on\\|, listening on\\|: listening on' \"$out\"", until);

    /// <summary>xtables-monitor(8), which says nothing: it listens when its netlink socket has joined a group.</summary>
    // sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode
    // 000000008e6d3e5e 12  2259617065 00000100 0        0        0     2        0        122478
    public static Listening Trace(string until) => new("awk '$2 == 12 && $4 !~ /^0*$/ { found = 1 } END { exit !found }' /proc/net/netlink", until);

    /// <summary>A file that is followed from its end.</summary>
    public static Listening Log(string until) => new("true", until);
}
