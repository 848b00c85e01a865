using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>The result of a complete check of a lab.</summary>
/// <param name="Key">The key of the reading that was checked; null before the first check.</param>
/// <param name="Problems">What differs from lab.json, a line each; null before the first check.</param>
/// <param name="Exists">False if no host exists; null before the first check.</param>
internal sealed record LabCheck(string? Key, IReadOnlyList<string>? Problems, bool? Exists)
{
    /// <summary>Before the first check.</summary>
    public static LabCheck None { get; } = new(null, null, null);

    /// <summary>Probes every step of the lab; changes nothing.</summary>
    public static async Task<LabCheck> RunAsync(LabSession session, string key, CancellationToken cancellation)
    {
        try
        {
            var report = await session.StatusAsync(_ => { }, cancellation);
            return new LabCheck(key, [.. report.Problems.SelectMany(Lines)], !report.IsMissing);
        }
        catch (UserErrorException e)
        {
            return new LabCheck(key, ErrorText.Of(e).Split('\n'), null);
        }
    }

    private static IEnumerable<string> Lines(StepCheck problem)
    {
        yield return $"{problem.HostSteps.Name}: {problem.Step.Title}: {problem.Finding.Reason}";
        if (problem.Finding.Hint is { } hint)
        {
            yield return $"  → {hint}";
        }
    }
}
