using System.Text.Json.Serialization;

namespace ChatAspire.Lab.Challenges;

/// <summary>The kinds of remarks.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RemarkKind>))]
public enum RemarkKind
{
    /// <summary>Traffic does not pass.</summary>
    Traffic,

    /// <summary>The fault is still present, or the remark is about its removal.</summary>
    Cause,

    /// <summary>Something besides the fault was changed: the cure was broader than the fault.</summary>
    Broad,

    /// <summary>Steps of the lab are not satisfied; also any other remark of a hint or a reset.</summary>
    Lab,
}

/// <summary>A remark of a check, a hint or a reset, such as a symptom that remains. It never names the cause.</summary>
/// <param name="Key">The key of the remark's text in <see cref="ChallengeWords"/>.</param>
/// <param name="Values">The values for {0}, {1}, … in the text.</param>
public sealed record Remark(RemarkKind Kind, string Key, params IReadOnlyList<string> Values);
