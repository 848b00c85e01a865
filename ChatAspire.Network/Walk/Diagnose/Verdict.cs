using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>The reason why packets do not arrive, and its cure.</summary>
/// <param name="CauseId">The cause, of a closed list.</param>
/// <param name="Location">
/// The device, chain or container, and the container whose namespace it is in: "vxlan0", "filter INPUT", "eth0 of redis".
/// </param>
/// <param name="Cause">The cause with its evidence, as a sentence.</param>
/// <param name="Cure">A command to run on the host, a chatlab command to run here, or a sentence that says what to do.</param>
internal sealed record Verdict(CauseId CauseId, string Host, string Location, string Cause, string Cure)
{
    /// <summary>The packets that the kernel itself says it dropped; null if that was not asked.</summary>
    public KernelWord? Kernel { get; init; }

    /// <summary>The part of the verdict that the evidence carries.</summary>
    public Confidence Confidence => (Kernel, CauseId) switch
    {
        ({ Bearing: KernelBearing.Confirms }, _) => Confidence.Confirmed,
        (_, CauseId.NotEstablished or CauseId.UnderlayLost or CauseId.OutsideSilent or CauseId.ProgramSilent) => Confidence.Place,
        _ => Confidence.Cause,
    };

    /// <summary>The cure, with the host to run it on.</summary>
    public string Hint => Cure.StartsWith("chatlab ", StringComparison.Ordinal) || char.IsUpper(Cure[0]) || Host == LocalMachine.LocalHost
        ? Cure
        : $"on {Host}: {Cure}";

    public override string ToString() => $"{Host}: {Location}: {Cause}";
}
