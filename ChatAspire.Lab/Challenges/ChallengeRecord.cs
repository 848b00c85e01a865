using System.Text.Json.Serialization;

namespace ChatAspire.Lab.Challenges;

/// <summary>
/// The stored record of a challenge, from its start to its end. The cause is not stored: it follows from the name and the seed.
/// </summary>
/// <param name="Name">The challenge's name.</param>
/// <param name="Seed">The seed that chose its parameters.</param>
/// <param name="Started">The time when the challenge was started.</param>
public sealed record ChallengeRecord(string Name, long Seed, DateTimeOffset Started)
{
    /// <summary>The time of the first check that found no symptom; null until then.</summary>
    public DateTimeOffset? Solved { get; init; }

    /// <summary>The time when <c>reset</c> ended the challenge; null until then.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The time when the solution was first shown; null until then.</summary>
    public DateTimeOffset? SolutionShown { get; init; }

    /// <summary>The times when hints were shown, in order.</summary>
    public IReadOnlyList<DateTimeOffset> Hints { get; init; } = [];

    /// <summary>All checks, in order.</summary>
    public IReadOnlyList<Attempt> Attempts { get; init; } = [];

    /// <summary>Host name → its state before the challenge, in lines for <see cref="Faults.HostState.Parse"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Before { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Fingerprints of the differences that the challenge itself made (<see cref="StateComparison.Fingerprints"/>).</summary>
    public IReadOnlyList<string> Own { get; init; } = [];
}

/// <summary>One run of <c>challenge check</c>.</summary>
/// <param name="Remarks">The symptoms that remain; empty if the challenge is solved.</param>
public sealed record Attempt(DateTimeOffset Time, IReadOnlyList<Remark> Remarks)
{
    /// <summary>True if no symptom remains.</summary>
    [JsonIgnore]
    public bool IsSolved => Remarks.Count == 0;
}

/// <summary>The source-generated serializer of challenge records.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChallengeRecord))]
[JsonSerializable(typeof(IReadOnlyList<ChallengeRecord>))]
internal sealed partial class ChallengeRecordJson : JsonSerializerContext;
