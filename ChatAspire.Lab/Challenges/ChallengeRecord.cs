using System.Text.Json.Serialization;

namespace ChatAspire.Lab.Challenges;

/// <summary>The record of a challenge, from its start to its end. It names no cause: the name and the seed stand for it.</summary>
/// <param name="Name">The challenge.</param>
/// <param name="Seed">The seed that chose its parameters.</param>
/// <param name="Started">The time when it began.</param>
public sealed record ChallengeRecord(string Name, long Seed, DateTimeOffset Started)
{
    /// <summary>The time of the check that found everything in order; null before that.</summary>
    public DateTimeOffset? Solved { get; init; }

    /// <summary>The time when <c>reset</c> ended it.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The time when the solution was first shown.</summary>
    public DateTimeOffset? SolutionShown { get; init; }

    /// <summary>The times of the hints, in order.</summary>
    public IReadOnlyList<DateTimeOffset> Hints { get; init; } = [];

    /// <summary>Every check.</summary>
    public IReadOnlyList<Attempt> Attempts { get; init; } = [];

    /// <summary>Host → its state before the challenge, a line each.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Before { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Fingerprints of the differences that the challenge itself made.</summary>
    public IReadOnlyList<string> Own { get; init; } = [];
}

/// <summary>One check.</summary>
/// <param name="Remarks">The symptoms that remain; empty if the challenge is solved.</param>
public sealed record Attempt(DateTimeOffset Time, IReadOnlyList<Remark> Remarks)
{
    /// <summary>True if nothing remains.</summary>
    [JsonIgnore]
    public bool IsSolved => Remarks.Count == 0;
}

/// <summary>The generated serializer of the records.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChallengeRecord))]
[JsonSerializable(typeof(IReadOnlyList<ChallengeRecord>))]
internal sealed partial class ChallengeRecordJson : JsonSerializerContext;
