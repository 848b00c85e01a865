using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>The reason why packets do not arrive, and its cure.</summary>
/// <param name="Location">The device, chain or container: "vxlan0", "filter INPUT".</param>
/// <param name="Cause">What is wrong there.</param>
/// <param name="Cure">A command to run on the host, a chatlab command to run here, or a sentence that says what to do.</param>
internal sealed record Verdict(string Host, string Location, string Cause, string Cure)
{
    /// <summary>True if the sender's kernel has no route to the destination.</summary>
    public bool IsWithoutRoute { get; init; }

    /// <summary>The cure, with the host to run it on.</summary>
    public string Hint => Cure.StartsWith("chatlab ", StringComparison.Ordinal) || char.IsUpper(Cure[0]) || Host == LocalMachine.LocalHost
        ? Cure
        : $"on {Host}: {Cure}";

    public override string ToString() => $"{Host}: {Location}: {Cause}";
}
