using System.Text.Json.Serialization;

namespace ChatAspire.Tests.Faults;

/// <summary>The outcome of one case of the catalogue, from a real run.</summary>
/// <param name="Expected">Null for a control.</param>
/// <param name="Given">Null if the walk reported no trouble.</param>
/// <param name="CureText">The cure as printed.</param>
/// <param name="Healed">True if the same walk went well after the printed cure was run; null if no command was printed.</param>
/// <param name="Seconds">The duration of the walk that gave the verdict.</param>
internal sealed record FaultResult(
    string Name, string Topology, FaultVerdict? Expected, FaultVerdict? Given, string? CureText, bool MustHeal, bool? Healed,
    double Seconds)
{
    /// <summary>The statements of the verdict, and of the order of the hops, that the packets of the walk contradict.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Contradictions { get; init; } = [];

    [JsonIgnore]
    public bool IsPlaceRight => Expected is not null && Given is not null && Expected.IsAt(Given);

    [JsonIgnore]
    public bool IsCauseRight => Expected is not null && Given is not null && Expected.Cause == Given.Cause;

    /// <summary>right, partly or wrong; a control is right if no trouble was reported.</summary>
    [JsonIgnore]
    public string Grade => Expected is null
        ? Given is null ? "right" : "wrong"
        : (IsPlaceRight, IsCauseRight) switch
        {
            (true, true) => "right",
            (false, false) => "wrong",
            _ => "partly",
        };
}
