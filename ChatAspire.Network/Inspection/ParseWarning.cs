namespace ChatAspire.Network.Inspection;

/// <summary>A part of a host's inspection that could not be read. The other parts are valid.</summary>
/// <param name="What">The tool's output and the position in it: "ip addr of redis, element 2", "iptables-save, line 17".</param>
/// <param name="Why">The reason.</param>
public sealed record ParseWarning(string What, string Why)
{
    public override string ToString() => $"{What}: {Why}";
}
