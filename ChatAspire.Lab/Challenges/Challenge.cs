using ChatAspire.Lab.Faults;

namespace ChatAspire.Lab.Challenges;

/// <summary>A fault with a story, which the learner finds and repairs. The texts are in <see cref="ChallengeText"/>.</summary>
/// <param name="Name">The challenge's name, which does not reveal the cause: "night-shift".</param>
/// <param name="Level">The difficulty, from 1 (easy) to 3 (hard).</param>
/// <param name="Create">Creates the fault and its story for a lab and a seed.</param>
public sealed record Challenge(string Name, int Level, Func<ChallengePlace, ChallengeCase> Create);

/// <summary>A challenge in one lab, with the values that the seed chose.</summary>
/// <param name="Ends">The endpoints of the traffic in the story.</param>
/// <param name="Values">Placeholder name → value, for <see cref="ChallengeText.Read"/>.</param>
public sealed record ChallengeCase(Fault Fault, StoryEnds Ends, IReadOnlyDictionary<string, string> Values);

/// <summary>The endpoints of the traffic in a story, as <c>walk</c> takes them.</summary>
/// <param name="From">A container; null for a request from this machine to the published port of <paramref name="To"/>'s chat node.</param>
/// <param name="To">A host if <paramref name="From"/> is null; otherwise a container, an address or <see cref="Outside"/>.</param>
/// <param name="Size">The length of the ping's IP packet in bytes; null for the default.</param>
/// <param name="IsPing">True to send a ping; false for the default traffic between the endpoints.</param>
public sealed record StoryEnds(string? From, string To, int? Size = null, bool IsPing = false)
{
    /// <summary>A value of <see cref="To"/>: the default gateway of the container's host, which is outside the lab.</summary>
    public const string Outside = "outside";
}
