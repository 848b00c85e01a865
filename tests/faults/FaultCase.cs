namespace ChatAspire.Tests.Faults;

/// <summary>
/// A fault of the catalogue, or a healthy control: commands that make and undo it on one host, the walk that looks at it, and the verdict
/// it must give. The commands are POSIX shell with the functions of the lab's faults (pid, into, veth).
/// </summary>
/// <param name="Topology">The kind of network: "overlay", "published port".</param>
/// <param name="Host">The host on which the commands run.</param>
/// <param name="Walk">Arguments of <c>chatlab walk</c>; <c>$OUTSIDE</c> and <c>$HERE</c> stand for addresses.</param>
internal sealed record FaultCase(string Name, string Topology, string Host, string Make, string Undo, string Walk)
{
    /// <summary>The verdict to give; null for a healthy control, of which no trouble may be reported.</summary>
    public FaultVerdict? Verdict { get; init; }

    /// <summary><c>heals</c> if the printed command must cure it, <c>advice</c> if no command can.</summary>
    public string? Cure { get; init; }

    /// <summary>True for the sample that every test run takes.</summary>
    public bool Sample { get; init; }

    /// <summary>Indicates whether the printed cure must heal it.</summary>
    public bool MustHeal => Cure == "heals";

    public override string ToString() => Name;
}
