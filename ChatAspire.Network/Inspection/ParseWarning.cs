namespace ChatAspire.Network.Inspection;

/// <summary>Something on a host that could not be read or understood. The rest of the map stands.</summary>
/// <param name="What">The tool's output, and where in it: "ip addr of redis, element 2", "iptables-save, line 17".</param>
/// <param name="Why">What was wrong with it.</param>
public sealed record ParseWarning(string What, string Why)
{
    public override string ToString() => $"{What}: {Why}";
}
