using ChatAspire.Lab.Faults;
using ChatAspire.Lab.Spec;

namespace ChatAspire.Lab.Challenges;

/// <summary>A lab and the values that a seed chooses in it, from which a challenge creates its case.</summary>
public sealed record ChallengePlace(FaultPlace Lab, SeededChoice Choice)
{
    /// <summary>The chat node that the seed chooses.</summary>
    public ChatSpec Chat => Choice.Of("chat", Lab.Near, Lab.Far);

    /// <summary>An unused overlay address: Redis's address with another last octet, 120 to 179.</summary>
    public string NobodyOnOverlay
    {
        get
        {
            var (spec, first) = (Lab.Spec, Choice.Number("nobody", 60));
            string[] used =
            [
                spec.Redis.Address, spec.Dashboard.Address,
                .. spec.Chat.Select(chat => chat.Address), .. spec.Hosts.Select(host => host.Gateway),
            ];
            return Enumerable.Range(0, 60).Select(i => FaultPlace.WithLastOctet(spec.Redis.Address, 120 + ((first + i) % 60)))
                .Except(used).First();
        }
    }

    /// <summary>An unused MAC address in Docker's range: 02:42:ac:12:xx:yy.</summary>
    public string NobodysMac => $"02:42:ac:12:{Choice.Number("mac", 200) + 20:x2}:{Choice.Number("mac-end", 200) + 20:x2}";
}
