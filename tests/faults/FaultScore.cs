namespace ChatAspire.Tests.Faults;

/// <summary>Precision and recall over results.</summary>
/// <param name="Right">The verdicts that name what was expected.</param>
/// <param name="Named">The verdicts that name anything, on faults and controls.</param>
/// <param name="Faults">The faults.</param>
internal sealed record FaultScore(int Right, int Named, int Faults)
{
    public double Precision => Named == 0 ? 0 : (double)Right / Named;

    public double Recall => Faults == 0 ? 0 : (double)Right / Faults;

    /// <summary>The harmonic mean of both.</summary>
    public double F1 => Right == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);

    /// <summary>Scores the places: host and location.</summary>
    public static FaultScore OfPlaces(IReadOnlyCollection<FaultResult> results) => new(
        results.Count(result => result.IsPlaceRight), results.Count(result => result.Given is not null), Faulty(results));

    /// <summary>Scores the causes; a verdict that says that the cause is not established names none.</summary>
    public static FaultScore OfCauses(IReadOnlyCollection<FaultResult> results) => new(
        results.Count(result => result.IsCauseRight),
        results.Count(result => result.Given is { Cause: not FaultVerdict.NoCause }),
        Faulty(results));

    private static int Faulty(IEnumerable<FaultResult> results) => results.Count(result => result.Expected is not null);
}
