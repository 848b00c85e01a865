namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Where a packet stops.</summary>
/// <param name="Where">The device or chain: "vxlan0", "filter INPUT".</param>
/// <param name="Why">What is wrong there.</param>
/// <param name="Cure">A command to paste on the host; a call of chatlab, from here; or what to do, as a sentence.</param>
internal sealed record Verdict(string Host, string Where, string Why, string Cure)
{
    /// <summary>The cure, and where it is to be typed.</summary>
    public string Hint => Cure.StartsWith("chatlab ", StringComparison.Ordinal) || char.IsUpper(Cure[0]) ? Cure : $"on {Host}: {Cure}";

    public override string ToString() => $"{Host}: {Where}: {Why}";
}
