using System.Text.Json.Serialization;

namespace ChatAspire.Lab.Challenges;

/// <summary>The kinds of remarks of a check.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RemarkKind>))]
public enum RemarkKind
{
    /// <summary>Traffic does not pass.</summary>
    Traffic,

    /// <summary>The cause is still present.</summary>
    Cause,

    /// <summary>Something else was changed: the cure was broader than the fault.</summary>
    Broad,

    /// <summary>A check of the lab's own steps fails.</summary>
    Lab,
}

/// <summary>A remark of a check: a symptom that remains. It never names the cause.</summary>
/// <param name="Key">The key of its text in <see cref="ChallengeWords"/>.</param>
/// <param name="Values">The values of its text.</param>
public sealed record Remark(RemarkKind Kind, string Key, params IReadOnlyList<string> Values);
