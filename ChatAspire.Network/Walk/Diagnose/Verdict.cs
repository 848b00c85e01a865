using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>The place where packets stop, the cause, and its cure.</summary>
/// <param name="CauseId">The cause, from a closed list.</param>
/// <param name="Host">The host on which the packets stop.</param>
/// <param name="Location">
/// A device, chain or container on the host, with the container that owns its namespace, if any: "vxlan0", "filter INPUT", "eth0 of redis".
/// </param>
/// <param name="Cause">The cause with its evidence, as a sentence.</param>
/// <param name="Cure">
/// A command to run on <paramref name="Host"/>, a <c>chatlab</c> command to run on this machine, or a sentence. A sentence starts with a
/// capital letter.
/// </param>
internal sealed record Verdict(CauseId CauseId, string Host, string Location, string Cause, string Cure)
{
    /// <summary>The packets that the kernel reports as dropped; null if drops were not recorded.</summary>
    public KernelWord? Kernel { get; init; }

    /// <summary>The degree to which the evidence supports the verdict.</summary>
    public Confidence Confidence => (Kernel, CauseId) switch
    {
        ({ Bearing: KernelBearing.Confirms }, _) => Confidence.Confirmed,
        (_, CauseId.NotEstablished or CauseId.UnderlayLost or CauseId.OutsideSilent or CauseId.ProgramSilent) => Confidence.Place,
        _ => Confidence.Cause,
    };

    /// <summary>The cure, prefixed by "on HOST: " if it is a command for another machine.</summary>
    public string Hint => Cure.StartsWith("chatlab ", StringComparison.Ordinal) || char.IsUpper(Cure[0]) || Host == LocalMachine.LocalHost
        ? Cure
        : $"on {Host}: {Cure}";

    public override string ToString() => $"{Host}: {Location}: {Cause}";
}
