using ChatAspire.Lab.Faults;

namespace ChatAspire.Lab.Challenges;

/// <summary>A fault to find and to repair, with a story. Its texts are in <see cref="ChallengeText"/>.</summary>
/// <param name="Name">Says nothing about the cause.</param>
/// <param name="Level">1 to 3.</param>
/// <param name="Create">Creates the case that a seed chooses.</param>
public sealed record Challenge(string Name, int Level, Func<ChallengePlace, ChallengeCase> Create);

/// <summary>A challenge in one lab, with the values that the seed chose.</summary>
/// <param name="Ends">The ends of the traffic that the story is about.</param>
/// <param name="Values">The values of the placeholders in its texts.</param>
public sealed record ChallengeCase(Fault Fault, StoryEnds Ends, IReadOnlyDictionary<string, string> Values);

/// <summary>The ends of the traffic that a story is about, as <c>walk</c> takes them.</summary>
/// <param name="From">A container; null for a request from this machine to the published port of the host <paramref name="To"/>.</param>
/// <param name="To">A container or an address; for a request from here, a host.</param>
/// <param name="Size">The length of a ping's packet in bytes; null for the usual traffic between the ends.</param>
public sealed record StoryEnds(string? From, string To, int? Size = null, bool IsPing = false)
{
    /// <summary>Stands for the default gateway of the container's host, which is outside the lab.</summary>
    public const string Outside = "outside";
}
