using ChatAspire.Lab.Faults;
using ChatAspire.Lab.Spec;

namespace ChatAspire.Lab.Challenges;

/// <summary>The lab in which a challenge takes place, and what the seed chooses there.</summary>
public sealed record ChallengePlace(FaultPlace Lab, SeededChoice Choice)
{
    /// <summary>The chat node that the seed chooses.</summary>
    public ChatSpec Chat => Choice.Of("chat", Lab.Near, Lab.Far);

    /// <summary>An underlay address beside those of the hosts, which nobody has.</summary>
    public string NobodyOnOverlay => FaultPlace.WithLastOctet(Lab.Spec.Redis.Address, 120 + Choice.Number("nobody", 60));

    /// <summary>A MAC address in Docker's range that nobody has.</summary>
    public string NobodysMac => $"02:42:ac:12:{Choice.Number("mac", 200) + 20:x2}:{Choice.Number("mac-end", 200) + 20:x2}";
}
